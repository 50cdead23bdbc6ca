package dev.styleseal.cli.bench;

import dev.styleseal.benchmark.BenchmarkOrder;
import dev.styleseal.benchmark.BenchmarkResult;

/**
 * A finished benchmark.
 *
 * @param version of this program
 * @param network what was measured, as people call it
 * @param random whether its weights were drawn instead of read
 * @param parameters values in its UNet
 * @param order what was asked for
 * @param result what was measured
 */
public record BenchRun(
        String version, String network, boolean random, long parameters, BenchmarkOrder order, BenchmarkResult result) {
    /** Such as "256" or "256x384". */
    String size() {
        return order.width() == order.height() ? String.valueOf(order.width()) : order.width() + "x" + order.height();
    }

    /** A fact of the engine's plan. */
    String fact(String key) {
        return result.plan().facts().getOrDefault(key, "");
    }
}
