package dev.styleseal.run;

import dev.styleseal.calibration.ProductSpeed;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.Precision;

/**
 * Which of float32 and bf16 a training takes, by what was measured.
 *
 * @param reason for people, with the numbers
 */
record PrecisionVerdict(Precision precision, Message reason) {
    /** A batch's loss may differ by so much of itself: half of the bar for a whole training in docs/performance.md. */
    private static final double MOST_DIFFERENCE = 0.005;

    private static final int PER_CENT = 100;

    /** That of bf16 which is not worth trying. */
    static PrecisionVerdict slow(ProductSpeed speed) {
        return new PrecisionVerdict(
                Precision.FLOAT32,
                Message.of("bf16 multiplies at {0} GFLOP/s here, float32 at {1}", speed.bf16(), speed.float32()));
    }

    /**
     * That of bf16 which is fast.
     *
     * @param float32Loss of a batch
     * @param bf16Loss of the same batch; anything, if not finite too
     */
    static PrecisionVerdict fast(ProductSpeed speed, double float32Loss, double bf16Loss) {
        double difference = Math.abs(bf16Loss - float32Loss) / float32Loss;
        return new PrecisionVerdict(
                difference <= MOST_DIFFERENCE ? Precision.BF16 : Precision.FLOAT32,
                Message.of(
                        "bf16 multiplies at {0} GFLOP/s here, float32 at {1}; the loss of a batch differs by {2} %",
                        speed.bf16(),
                        speed.float32(),
                        Double.isFinite(difference) ? Figure.decimal(PER_CENT * difference, 2) : difference));
    }
}
