package dev.styleseal.calibration;

import dev.styleseal.error.Figure;
import java.util.List;
import java.util.Optional;

/**
 * How fast this machine multiplies in float32 and in bf16, at the sizes of one network and each by its fastest way.
 *
 * @param flop operations on numbers of what was measured
 * @param float32Seconds that it takes in float32
 * @param bf16Seconds that it takes in bf16
 */
public record ProductSpeed(double flop, double float32Seconds, double bf16Seconds) {
    /** What saves less is not worth 16 bits. */
    private static final double LEAST_SAVED = 0.15;

    private static final double GIGA = 1e9;
    /** Forward and back are three times the operations of forward alone. */
    private static final int BOTH = 3;

    /** What two calibrations of the same operations tell; nothing if they are of others, or of none. */
    static Optional<ProductSpeed> of(Calibration float32, Calibration bf16, Pass pass) {
        if (float32.measurements().isEmpty() || !work(float32).equals(work(bf16))) {
            return Optional.empty();
        }
        double forward = float32.measurements().stream()
                .mapToDouble(each -> each.count() * each.flop())
                .sum();
        return Optional.of(
                new ProductSpeed(pass == Pass.BOTH ? BOTH * forward : forward, float32.seconds(), bf16.seconds()));
    }

    private static List<String> work(Calibration calibration) {
        return calibration.measurements().stream()
                .map(each -> each.count() + " x " + each.place().text())
                .toList();
    }

    /** Whether bf16 saves at least 15 % of the time. */
    public boolean isWorthTrying() {
        return bf16Seconds <= (1 - LEAST_SAVED) * float32Seconds;
    }

    /** Thousands of millions of operations a second in float32. */
    public Figure float32() {
        return gigaflops(float32Seconds);
    }

    /** Thousands of millions of operations a second in bf16. */
    public Figure bf16() {
        return gigaflops(bf16Seconds);
    }

    private Figure gigaflops(double seconds) {
        return Figure.count(Math.round(flop / seconds / GIGA));
    }
}
