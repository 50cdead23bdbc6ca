package dev.styleseal.benchmark;

import dev.styleseal.data.Progress;
import java.util.ArrayList;
import java.util.List;

/** Times rounds of work that follow each other; the first one, in which memory is fetched and kernels are built, does not count. */
final class Clock {
    private final Rounds rounds;
    private final Progress progress;
    private final List<Double> seconds = new ArrayList<>();
    private long last = System.nanoTime();
    private int wanted = -1; // until the first round is over

    Clock(Rounds rounds, Progress progress) {
        this.rounds = rounds;
        this.progress = progress;
    }

    /** A round begins here. */
    void start() {
        last = System.nanoTime();
    }

    /** A round ended, and the next one begins; true if there shall be one. */
    boolean round() {
        long now = System.nanoTime();
        double passed = (now - last) / 1e9;
        if (wanted < 0) {
            wanted = rounds.count(passed);
        } else {
            seconds.add(passed);
        }
        progress.advanced(seconds.size() + 1, wanted + 1);
        last = System.nanoTime();
        return seconds.size() < wanted;
    }

    /** Rounds still to be timed, known once the first is over. */
    int wanted() {
        return wanted;
    }

    Timing timing() {
        return new Timing(seconds);
    }
}
