package dev.styleseal.cli;

import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C, SIGTERM and a closed terminal. While nothing is being written the first of them ends the process; then it asks
 * the work to end at the next safe point. The second always ends the process.
 */
final class Interruption {
    static final int EXIT_CODE = 130;

    private final Console console;
    private final Cancellation cancellation = new Cancellation();
    private Optional<Message> promise = Optional.empty();

    Interruption(Console console) {
        this.console = console;
    }

    /** Listens to the process's signals from now on. */
    void listen() {
        List.of("INT", "TERM", "HUP").forEach(name -> Signals.listen(name, this::signalled));
    }

    /** What ends long work early. */
    Cancellation cancellation() {
        return cancellation;
    }

    boolean isRequested() {
        return cancellation.isRequested();
    }

    /**
     * From now on files are being written: the process must not simply end.
     *
     * @param pattern a sentence for the person who presses Ctrl-C
     */
    synchronized void guard(String pattern, @Nullable Object... arguments) {
        promise = Optional.of(Message.of(pattern, arguments));
    }

    synchronized void signalled() {
        if (promise.isPresent() && !cancellation.isRequested()) {
            cancellation.request();
            console.say("{0} A second Ctrl-C ends the program at once.", promise.get());
            return;
        }
        console.say(Message.of(promise.isEmpty() ? "Interrupted. Nothing was written." : "Interrupted at once."));
        console.flush();
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
