package dev.styleseal.cli;

import dev.styleseal.error.Message;
import dev.styleseal.hub.PullListener;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Shows people how far a pull is, in kB or MB. */
final class PullProgress implements PullListener, AutoCloseable {
    private static final long KILO = 1000;
    private static final long MEGA = KILO * KILO;

    private final Console console;
    private final LateDisplay display;
    private final long unit;
    private final TimeLeft time = TimeLeft.start();
    private OptionalLong first = OptionalLong.empty();
    private long last;

    /** @param nanoTime the clock, {@link System#nanoTime} */
    PullProgress(Console console, long total, LongSupplier nanoTime) {
        this.console = console;
        unit = total < 10 * MEGA ? KILO : MEGA;
        display = new LateDisplay(
                () -> console.progress(Message.of(unit == KILO ? "Fetching, in kB" : "Fetching, in MB")), nanoTime);
    }

    @Override
    public void at(long done, long total, String file) {
        if (first.isEmpty()) {
            first = OptionalLong.of(done); // was there before
        }
        if (done == last) {
            return; // the end of a file is told twice: by its last byte, and when it was checked
        }
        last = done;
        long since = done - first.getAsLong();
        long all = (total + unit - 1) / unit; // rounded up, so that nothing but the end looks like it
        display.at(
                done == total ? all : done / unit,
                all,
                time.left(since, total - first.getAsLong()),
                Console.visible(file));
    }

    @Override
    public void notice(Message notice) {
        console.say(notice);
    }

    @Override
    public void close() {
        display.close();
    }
}
