package dev.styleseal.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.Operation;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How products in bf16 are timed beside those in float32, what follows from it, and that it is remembered. */
class PrecisionTrialTest {
    private static final KernelCase CASE = KernelCase.linear(1024, 320, 2560);
    private static final Calibration.Job SMALL = new Calibration.Job(CalibrationTest.SMALL, 1, 16, 16, Pass.BOTH);
    /** The same network, with so many pictures that measuring may pay. */
    private static final Calibration.Job LARGE = new Calibration.Job(CalibrationTest.SMALL, 64, 128, 128, Pass.BOTH);

    private static final PrecisionTrial IN_MEMORY =
            new PrecisionTrial(Path.of("unused"), share -> {}, new Cancellation());

    private static PrecisionTrial remembering(Path folder) {
        return new PrecisionTrial(
                folder,
                share -> {
                    throw new IllegalStateException("nothing is measured");
                },
                new Cancellation());
    }

    @Test
    void everyKindOfOperationIsTimedInBothPrecisionsByEveryWay() {
        PrecisionTrial.Measured measured = IN_MEMORY.measure(SMALL, Placement.REFERENCE, 600);
        List<KernelCase> cases = places(measured.float32());
        assertThat(places(measured.bf16())).isEqualTo(cases);
        assertThat(cases.stream().map(KernelCase::operation))
                .containsExactly(
                        Operation.LINEAR,
                        Operation.CONVOLUTION,
                        Operation.ATTENTION,
                        Operation.LINEAR,
                        Operation.CONVOLUTION,
                        Operation.ATTENTION);
        assertThat(measured.float32().measurements().get(0).seconds())
                .containsOnlyKeys(Kernel.MATRIX, Kernel.POINTWISE);
        assertThat(measured.bf16().measurements().get(0).seconds()).containsOnlyKeys(Kernel.MATRIX, Kernel.POINTWISE);
        assertThat(measured.float32().measurements().get(2).seconds()).doesNotContainKey(Kernel.EXACT);
        assertThat(measured.bf16().measurements().get(2).seconds()).containsKey(Kernel.EXACT);
        ProductSpeed speed =
                ProductSpeed.of(measured.float32(), measured.bf16(), Pass.BOTH).orElseThrow();
        System.out.printf(
                "a tiny network here: float32 %.2g s, bf16 %.2g s, %.2g operations%n",
                speed.float32Seconds(), speed.bf16Seconds(), speed.flop());
    }

    private static List<KernelCase> places(Calibration calibration) {
        return calibration.measurements().stream().map(Measurement::place).toList();
    }

    @Test
    void aLargeOperationIsTimedByAPartOfIt() {
        Trial attention = new Trial(Operation.ATTENTION, 2, 96, 64, 6144, 40, 8);
        assertThat(attention.part(1e9)).isEqualTo(new Trial(Operation.ATTENTION, 2, 3, 64, 6144, 40, 8));
        assertThat(attention.part(1e12)).isEqualTo(attention);
        Trial linear = new Trial(Operation.LINEAR, 1, 32, 32, 1280, 10240, 1);
        assertThat(linear.part(5e8)).isEqualTo(new Trial(Operation.LINEAR, 1, 8, 32, 1280, 640, 1));
        Trial convolution = new Trial(Operation.CONVOLUTION, 1, 64, 64, 320, 320, 1);
        assertThat(convolution.part(5e8)).isEqualTo(new Trial(Operation.CONVOLUTION, 1, 16, 64, 160, 160, 1));
    }

    @Test
    void bf16IsWorthTryingFromFifteenPercentOn() {
        assertThat(new ProductSpeed(1e9, 1, 0.5).isWorthTrying()).isTrue();
        assertThat(new ProductSpeed(1e9, 1, 0.85).isWorthTrying()).isTrue();
        assertThat(new ProductSpeed(1e9, 1, 0.851).isWorthTrying()).isFalse();
        assertThat(new ProductSpeed(1e9, 1, 10).isWorthTrying()).isFalse();
    }

    @Test
    void eachPrecisionCountsByItsFastestWayAsOftenAsTheNetworkHasIt() {
        Calibration float32 = calibration(7, Map.of(Kernel.MATRIX, 0.02, Kernel.POINTWISE, 0.01));
        Calibration bf16 = calibration(7, Map.of(Kernel.MATRIX, 0.03, Kernel.POINTWISE, 0.05));
        ProductSpeed speed = ProductSpeed.of(float32, bf16, Pass.BOTH).orElseThrow();
        assertThat(speed.float32Seconds()).isCloseTo(0.07, within(1e-9));
        assertThat(speed.bf16Seconds()).isCloseTo(0.21, within(1e-9));
        assertThat(speed.flop()).isEqualTo(3 * 7 * 2e9);
        assertThat(speed.float32().english()).isEqualTo("600");
        assertThat(speed.bf16().english()).isEqualTo("200");
        assertThat(ProductSpeed.of(float32, calibration(6, Map.of(Kernel.MATRIX, 0.03)), Pass.BOTH))
                .as("of other work")
                .isEmpty();
        Calibration none = new Calibration(List.of());
        assertThat(ProductSpeed.of(none, none, Pass.BOTH)).isEmpty();
    }

    private static Calibration calibration(int count, Map<Kernel, Double> seconds) {
        return new Calibration(List.of(new Measurement(CASE, count, 2e9, new TreeMap<>(seconds))));
    }

    @Test
    void whatWasMeasuredIsRememberedForTheSameJobOnly(@TempDir Path folder) {
        Calibration float32 = calibration(7, Map.of(Kernel.MATRIX, 0.02));
        Calibration bf16 = calibration(7, Map.of(Kernel.MATRIX, 0.01));
        Placement half = Placement.REFERENCE.in(Precision.BF16, Message.of("as asked"));
        assertThat(CalibrationFile.in(folder, "precision=2", LARGE, Placement.REFERENCE)
                        .remember(float32))
                .isTrue();
        assertThat(CalibrationFile.in(folder, "precision=2", LARGE, half).remember(bf16))
                .isTrue();
        Optional<ProductSpeed> remembered = remembering(folder).find(LARGE, Placement.REFERENCE);
        assertThat(remembered).isEqualTo(ProductSpeed.of(float32, bf16, Pass.BOTH));
        Calibration.Job other = new Calibration.Job(CalibrationTest.SMALL, 65, 128, 128, Pass.BOTH);
        Cancellation cancellation = new Cancellation();
        cancellation.request(); // so that nothing is measured in earnest
        assertThat(new PrecisionTrial(folder, share -> {}, cancellation).find(other, Placement.REFERENCE))
                .isEmpty();
    }

    @Test
    void aNetworkThatIsTooSmallIsNotMeasured(@TempDir Path folder) {
        assertThat(remembering(folder).find(SMALL, Placement.REFERENCE)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
