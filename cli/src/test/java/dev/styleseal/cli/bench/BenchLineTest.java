package dev.styleseal.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.benchmark.BenchmarkOrder;
import dev.styleseal.benchmark.BenchmarkResult;
import dev.styleseal.benchmark.Machine;
import dev.styleseal.benchmark.NetworkCost;
import dev.styleseal.benchmark.Timing;
import dev.styleseal.calibration.Calibration;
import dev.styleseal.tensor.EnginePlan;
import dev.styleseal.tensor.Placement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BenchLineTest {
    private static final NetworkCost COST = new NetworkCost(1, 200e9, 160e9);

    @Test
    void theLineSaysMachineWorkMemoryAndShare() {
        assertThat(BenchLine.of(run(150e9, OptionalLong.of(4_200_000_000L))))
                .isEqualTo(
                        "styleseal 0.1.0 | AMD EPYC, 2 threads, MKL, float32 | sd15 256 px rank 8: 0.21 steps/s (4.8 s)"
                                + " | picture 256 px 20 steps: 0.020 pictures/s (50 s) | 4.2 GB | 50 % of 150 GFLOP/s");
    }

    @Test
    void aPeakBelowTheWorkIsNoPeakAndWhatIsUnknownIsSaid() {
        assertThat(BenchLine.of(run(70e9, OptionalLong.empty())))
                .endsWith(" | memory unknown | peak disturbed, above 70 GFLOP/s");
    }

    private static BenchRun run(double peak, OptionalLong memory) {
        EnginePlan plan = new EnginePlan(
                new TreeMap<>(Map.of("device", "cpu", "threads", "2", "blas", "MKL", "precision", "float32")));
        BenchmarkResult result = new BenchmarkResult(
                new Machine("AMD EPYC", 2, "Linux", "17"),
                Placement.REFERENCE,
                plan,
                Optional.of(
                        new BenchmarkResult.Step(new Timing(List.of(9.0, 4.8, 4.7)), COST, new Calibration(List.of()))),
                Optional.of(new BenchmarkResult.Picture(
                        new Timing(List.of(2.5)),
                        new NetworkCost(1, 1e9, 0),
                        Optional.empty(),
                        new Calibration(List.of()))),
                new BenchmarkResult.Gemm(peak, peak),
                memory);
        return new BenchRun(
                "0.1.0",
                "sd15",
                true,
                1,
                new BenchmarkOrder(256, 256, 1, 8, OptionalInt.empty(), Set.of(), false),
                result);
    }
}
