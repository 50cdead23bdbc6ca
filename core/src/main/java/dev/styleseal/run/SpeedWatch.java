package dev.styleseal.run;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Notices when steps take much longer than they did in the pre-flight: then memory is being swapped, or another program is
 * on the same cores, and both go on for hours in silence. Told of each step's begin and end, so that what lies between
 * steps does not count. Belongs to one thread.
 */
final class SpeedWatch {
    private static final int WINDOW = 5; // the middle of five is not moved by two slow steps
    private static final double SLOW = 3;
    private static final double SLOWER = 2;

    private final Duration expected;
    private final LongSupplier nanos;
    private final LongSupplier swapped;
    private final Deque<Long> window = new ArrayDeque<>();
    private double bearable = SLOW;
    private long begun;

    /**
     * @param expected of one step, above 0
     * @param nanos a clock that only goes forward
     * @param swapped bytes of this process that are on the disk instead of in memory, 0 if nobody tells
     */
    SpeedWatch(Duration expected, LongSupplier nanos, LongSupplier swapped) {
        this.expected = expected;
        this.nanos = nanos;
        this.swapped = swapped;
    }

    static SpeedWatch onThisMachine(Duration expected) {
        SystemMemory memory = SystemMemory.ofThisMachine();
        return new SpeedWatch(
                expected,
                System::nanoTime,
                () -> memory.held().map(SystemMemory.Held::swapped).orElse(0L));
    }

    void begin() {
        begun = nanos.getAsLong();
    }

    /** What the user should know, once, and again when it is twice as bad. */
    Optional<Message> end(int step) {
        window.add(nanos.getAsLong() - begun);
        if (window.size() < WINDOW) {
            return Optional.empty();
        }
        long median = window.stream().sorted().skip(WINDOW / 2).findFirst().orElseThrow();
        window.remove();
        double times = (double) median / expected.toNanos();
        if (times <= bearable) {
            return Optional.empty();
        }
        bearable = SLOWER * times;
        return Optional.of(Message.of(
                "At step {0} a step takes {1} s; in the pre-flight it took {2} s. {3}",
                step, Figure.decimal(median / 1e9, 2), Figure.decimal(expected.toNanos() / 1e9, 2), cause()));
    }

    private Message cause() {
        long bytes = swapped.getAsLong();
        return bytes > 0
                ? Message.of(
                        "{0} of this program were moved from memory to the disk: close other programs, or stop and train with a smaller --size or --batch.",
                        Gigabytes.of(bytes))
                : Message.of(
                        "Another program is using the processor or the memory, or the processor was slowed down for its heat: close other programs.");
    }
}
