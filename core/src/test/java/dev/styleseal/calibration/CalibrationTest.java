package dev.styleseal.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Operation;
import dev.styleseal.tensor.Placement;
import dev.styleseal.unet.UNetConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured, what follows from it, and that it is remembered. */
class CalibrationTest {
    /** Of two levels, 32 and 64 channels wide, the finer with a transformer of 4 heads after each of its blocks. */
    static final UNetConfig SMALL = new UNetConfig(
            16,
            4,
            4,
            List.of(new UNetConfig.Level(32, 1, true, 4, 1), new UNetConfig.Level(64, 1, false, 4, 1)),
            List.of(new UNetConfig.Level(64, 2, false, 4, 1), new UNetConfig.Level(32, 2, true, 4, 1)),
            16,
            8,
            1e-5,
            false,
            true,
            0,
            Optional.empty());

    private static final KernelCase CASE = KernelCase.convolution(4096, 320, 320);

    @Test
    void everyOperationOfTheNetworkIsMeasuredByEveryWayThereIs() {
        Calibration.Job job = new Calibration.Job(SMALL, 1, 16, 16, Pass.BOTH);
        List<Double> shares = new ArrayList<>();
        Calibration calibration = Calibration.measure(job, Placement.REFERENCE, 600, shares::add, new Cancellation());
        Map<KernelCase, Measurement> measured = new TreeMap<>((a, b) -> a.text().compareTo(b.text()));
        calibration.measurements().forEach(each -> measured.put(each.place(), each));
        assertThat(measured.keySet())
                .contains(
                        KernelCase.convolution(256, 32, 32),
                        KernelCase.convolution(64, 64, 64),
                        KernelCase.convolution(64, 128, 64), // with a skip connection
                        KernelCase.convolution(256, 64, 64), // behind the enlargement
                        KernelCase.linear(256, 32, 256),
                        KernelCase.attention(256, 256, 8));
        Measurement convolution = Objects.requireNonNull(measured.get(KernelCase.convolution(256, 32, 32)));
        assertThat(convolution.seconds()).containsKey(Kernel.DIRECT); // others are left out once they cannot win
        assertThat(convolution.seconds().values()).allMatch(seconds -> seconds > 0);
        assertThat(convolution.count()).isEqualTo(4); // conv2 of three blocks, conv1 of the first
        assertThat(shares).isSorted().last().isEqualTo(1.0);
    }

    @Test
    void onePictureIsCountedOnceUntilTheFirstPromptIsMet() {
        Map<Trial, Integer> workload = new Calibration.Job(SMALL, 2, 16, 16, Pass.FORWARD).workload();
        assertThat(workload)
                .containsEntry(new Trial(Operation.CONVOLUTION, 1, 16, 16, 32, 32, 1), 2) // of the first block
                .containsEntry(new Trial(Operation.LINEAR, 1, 16, 16, 32, 32, 1), 6) // in, q, k, v, out, q
                .containsEntry(new Trial(Operation.ATTENTION, 1, 16, 16, 256, 8, 4), 1)
                .containsEntry(new Trial(Operation.ATTENTION, 2, 16, 16, 77, 8, 4), 3)
                .containsEntry(new Trial(Operation.LINEAR, 2, 16, 16, 32, 256, 1), 3)
                .containsEntry(new Trial(Operation.LINEAR, 2, 16, 16, 32, 32, 1), 18); // 8 of each of three, less 6
        Map<Trial, Integer> training = new Calibration.Job(SMALL, 2, 16, 16, Pass.BOTH).workload();
        assertThat(training.keySet()).noneMatch(trial -> trial.batch() == 1);
        double saved = new Calibration.Job(SMALL, 2, 16, 16, Pass.BOTH).flop()
                - new Calibration.Job(SMALL, 2, 16, 16, Pass.FORWARD).flop();
        double once = workload.entrySet().stream()
                .filter(entry -> entry.getKey().batch() == 1)
                .mapToDouble(entry -> entry.getKey().flop() * entry.getValue())
                .sum();
        assertThat(saved).isCloseTo(once, offset(1.0));
    }

    @Test
    void pointsTakeTheMemoryOfTheLargestKernelAlone() {
        Calibration.Job job = new Calibration.Job(SMALL, 1, 16, 16, Pass.BOTH);
        assertThat(Calibration.pointBytes(job, KernelPlan.FIXED)).isZero();
        KernelPlan plan = new KernelPlan(Map.of(
                KernelCase.convolution(256, 32, 32), Kernel.WINOGRAD,
                KernelCase.convolution(256, 64, 64), Kernel.WINOGRAD));
        assertThat(Calibration.pointBytes(job, plan)).isEqualTo((16 + 9) * 64 * 64 * Float.BYTES);
    }

    @Test
    void theFastestWayIsTakenIfItGainsEnough() {
        assertThat(new Measurement(CASE, 7, 1, seconds(Kernel.DIRECT, 1.0, Kernel.WINOGRAD, 0.7)).choice())
                .isEqualTo(Kernel.WINOGRAD);
        assertThat(new Measurement(CASE, 7, 1, seconds(Kernel.DIRECT, 1.0, Kernel.WINOGRAD, 0.9)).choice())
                .isEqualTo(Kernel.DIRECT);
        KernelCase linear = KernelCase.linear(64, 8, 8);
        Measurement gain = new Measurement(linear, 3, 1, seconds(Kernel.MATRIX, 1.0, Kernel.POINTWISE, 0.9));
        assertThat(gain.choice()).isEqualTo(Kernel.POINTWISE);
        assertThat(gain.saved()).isBetween(0.299, 0.301);
        assertThat(new Measurement(linear, 3, 1, seconds(Kernel.MATRIX, 1.0, Kernel.POINTWISE, 0.97)).choice())
                .isEqualTo(Kernel.MATRIX);
    }

    @Test
    void whatWasMeasuredIsRememberedForTheSameFactsOnly(@TempDir Path folder) throws IOException {
        Calibration calibration = new Calibration(
                List.of(new Measurement(CASE, 7, 7.5e9, seconds(Kernel.DIRECT, 0.054, Kernel.WINOGRAD, 0.034))));
        Path path = folder.resolve("one.txt");
        new CalibrationFile(path, "facts").write(calibration);
        assertThat(new CalibrationFile(path, "facts").read()).contains(calibration);
        assertThat(new CalibrationFile(path, "other facts").read()).isEmpty();
        assertThat(new CalibrationFile(folder.resolve("none.txt"), "facts").read())
                .isEmpty();
        Files.writeString(path, Files.readString(path).replace("winograd", "unheard-of"));
        assertThat(new CalibrationFile(path, "facts").read()).isEmpty();
    }

    @Test
    void aNetworkThatIsTooSmallIsLeftAsTheReferenceHasIt(@TempDir Path folder) {
        FastestPlan.Found found = new FastestPlan(
                        folder,
                        share -> {
                            throw new IllegalStateException("nothing is measured");
                        },
                        new Cancellation())
                .find(new Calibration.Job(SMALL, 1, 16, 16, Pass.BOTH), Placement.REFERENCE);
        assertThat(found.plan()).isEqualTo(KernelPlan.FIXED);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPlanIsReadAsItWasWritten() {
        KernelPlan plan = new KernelPlan(Map.of(
                CASE,
                Kernel.WINOGRAD,
                KernelCase.linear(1024, 320, 2560),
                Kernel.POINTWISE,
                KernelCase.attention(64, 77, 40),
                Kernel.FUSED));
        assertThat(plan.text()).isEqualTo("convolution 4096 320 320=winograd, linear 1024 320 2560=pointwise");
        assertThat(KernelPlan.parse(plan.text()).text()).isEqualTo(plan.text());
        assertThat(KernelPlan.parse("").text()).isEqualTo(KernelPlan.FIXED.text());
        assertThatThrownBy(() -> KernelPlan.parse("linear 1024 320 2560=winograd"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be carried out as winograd");
        assertThatThrownBy(() -> KernelPlan.parse("linear 1=matrix")).isInstanceOf(IllegalArgumentException.class);
    }

    private static SortedMap<Kernel, Double> seconds(Kernel one, double oneSeconds, Kernel other, double otherSeconds) {
        return new TreeMap<>(Map.of(one, oneSeconds, other, otherSeconds));
    }
}
