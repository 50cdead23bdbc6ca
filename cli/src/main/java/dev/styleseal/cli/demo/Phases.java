package dev.styleseal.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How long each part of the work took. Belongs to one thread. */
final class Phases {
    private final List<Phase> phases = new ArrayList<>();

    /**
     * A part of the work.
     *
     * @param key of its name
     */
    record Phase(String key, Duration duration) {}

    <T> T timed(String key, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        phases.add(new Phase(key, Duration.ofNanos(System.nanoTime() - start)));
        return result;
    }

    List<Phase> list() {
        return List.copyOf(phases);
    }
}
