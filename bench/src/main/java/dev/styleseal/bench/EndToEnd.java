package dev.styleseal.bench;

import dev.styleseal.benchmark.Benchmark;
import dev.styleseal.benchmark.BenchmarkListener;
import dev.styleseal.benchmark.BenchmarkOrder;
import dev.styleseal.benchmark.BenchmarkResult;
import dev.styleseal.benchmark.KnownShape;
import dev.styleseal.benchmark.RandomSpecimen;
import dev.styleseal.benchmark.Specimen;
import dev.styleseal.calibration.FastestPlan;
import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.Placement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a training step grows with the size of its picture: one line a size, columns between tabs: side in pixels, median and least
 * seconds, share of the GEMM peak.
 */
public final class EndToEnd {
    private static final int RANK = 8;

    private EndToEnd() {}

    /** @param sides of pictures in pixels; 256 and 512 if there are none */
    public static void main(String[] sides) {
        Placement placement = Placement.choose("auto", "auto");
        try (Specimen specimen = new RandomSpecimen(KnownShape.SD15, placement)) {
            for (String side : sides.length == 0 ? List.of("256", "512") : List.of(sides)) {
                int pixels = Integer.parseInt(side);
                BenchmarkOrder order = new BenchmarkOrder(
                        pixels, pixels, 1, RANK, OptionalInt.empty(), Set.of(BenchmarkOrder.Work.STEP), false);
                BenchmarkResult result = Benchmark.run(
                        specimen,
                        order,
                        Optional.of(FastestPlan.usualFolder()),
                        BenchmarkListener.SILENT,
                        new Cancellation());
                BenchmarkResult.Step step = result.step().orElseThrow();
                System.out.printf(
                        Locale.ROOT,
                        "%d\t%.3f\t%.3f\t%.2f%n",
                        pixels,
                        step.timing().median(),
                        step.timing().min(),
                        result.share().orElseThrow());
            }
        }
    }
}
