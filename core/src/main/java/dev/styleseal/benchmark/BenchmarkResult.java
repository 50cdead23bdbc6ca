package dev.styleseal.benchmark;

import dev.styleseal.calibration.Calibration;
import dev.styleseal.tensor.EnginePlan;
import dev.styleseal.tensor.Placement;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was measured.
 *
 * @param machine where
 * @param placement on which device and in which precision
 * @param plan what else decides how the engine computes
 * @param step a training step, if it was asked for
 * @param picture one picture, if it was asked for
 * @param gemm the machine's peak
 * @param peakBytes the most memory that the process held, reading the base included; empty where the system does not tell
 */
public record BenchmarkResult(
        Machine machine,
        Placement placement,
        EnginePlan plan,
        Optional<Step> step,
        Optional<Picture> picture,
        Gemm gemm,
        OptionalLong peakBytes) {

    /**
     * Operations a second that large matrix products reach.
     *
     * @param float32 in float32
     * @param inUse in the precision of the networks
     */
    public record Gemm(double float32, double inUse) {
        /** The better of two measurements of each. */
        Gemm or(Gemm other) {
            return new Gemm(Math.max(float32, other.float32), Math.max(inUse, other.inUse));
        }
    }

    /**
     * Training steps.
     *
     * @param timing of each
     * @param cost of one
     * @param calibration what was measured of its operations before; empty where they are carried out as the reference does
     */
    public record Step(Timing timing, NetworkCost cost, Calibration calibration) {}

    /**
     * Painting.
     *
     * @param timing of each step of the sampler
     * @param cost of one, for the prompt and its opposite together
     * @param decoding of latents to pixels, where the base has a VAE
     * @param calibration what was measured of its operations before; empty where they are carried out as the reference does
     */
    public record Picture(Timing timing, NetworkCost cost, Optional<Timing> decoding, Calibration calibration) {
        /** Seconds of a picture of {@link BenchmarkOrder#PICTURE_STEPS}, with the decoding where it is known. */
        public double seconds() {
            return BenchmarkOrder.PICTURE_STEPS * timing.median()
                    + decoding.map(Timing::median).orElse(0.0);
        }
    }

    /** Operations a second of the work, as a share of the peak in the precision in use: of steps, else of painting. */
    public OptionalDouble share() {
        return step.map(work -> OptionalDouble.of(share(work.cost, work.timing)))
                .or(() -> picture.map(work -> OptionalDouble.of(share(work.cost, work.timing))))
                .orElse(OptionalDouble.empty());
    }

    /** Whether some work was faster than the peak, which then was measured while other programs computed. */
    public boolean wasDisturbed() {
        return step.filter(work -> share(work.cost, work.timing) > 1).isPresent()
                || picture.filter(work -> share(work.cost, work.timing) > 1).isPresent();
    }

    /** Operations a second of some work, as a share of the peak in the precision in use. */
    public double share(NetworkCost cost, Timing timing) {
        return cost.operations() / timing.median() / gemm.inUse;
    }
}
