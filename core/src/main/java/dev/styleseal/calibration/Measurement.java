package dev.styleseal.calibration;

import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long each kernel took for one case.
 *
 * @param place of the case in a plan
 * @param count how often it occurs in one pass through the network
 * @param flop operations on numbers of one run forward
 * @param seconds by kernel, the least of several runs
 */
public record Measurement(KernelCase place, int count, double flop, SortedMap<Kernel, Double> seconds) {
    /** Less than that may be chance, and is not worth other bits than the reference's. */
    private static final double WORTH = 0.95;
    /** The place for the points of the largest kernel takes memory too. */
    private static final double WORTH_MEMORY = 0.85;

    public Measurement {
        seconds = new TreeMap<>(seconds);
    }

    /** The kernel to take: the fastest, if it gains enough over that of the reference. */
    public Kernel choice() {
        Kernel plain = place.operation().kernels().get(0);
        Kernel fastest = seconds.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(plain);
        double gain = seconds.getOrDefault(fastest, 1.0) / seconds.getOrDefault(plain, Double.MAX_VALUE);
        return gain < (fastest == Kernel.WINOGRAD ? WORTH_MEMORY : WORTH) ? fastest : plain;
    }

    /** Seconds that the choice saves in one pass through the network. */
    public double saved() {
        double plain = seconds.getOrDefault(place.operation().kernels().get(0), 0.0);
        return count * (plain - seconds.getOrDefault(choice(), plain));
    }
}
