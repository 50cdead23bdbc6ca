package dev.styleseal.cli;

import dev.styleseal.error.Cancellation;
import java.util.List;

/**
 * Ctrl-C, SIGTERM and a closed terminal. While nothing is being written the first of them ends the process; then it asks
 * the work to end at the next safe point. The second always ends the process.
 */
final class Interruption {
    static final int EXIT_CODE = 130;

    private final Console console;
    private final Cancellation cancellation = new Cancellation();
    private String promise = "";

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
     * @param whatHappens a sentence for the person who presses Ctrl-C
     */
    synchronized void guard(String whatHappens) {
        promise = whatHappens;
    }

    synchronized void signalled() {
        if (!promise.isEmpty() && !cancellation.isRequested()) {
            cancellation.request();
            console.say("{0} A second Ctrl-C ends the program at once.", promise);
            return;
        }
        console.say(promise.isEmpty() ? "Interrupted. Nothing was written." : "Interrupted at once.");
        console.flush();
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
