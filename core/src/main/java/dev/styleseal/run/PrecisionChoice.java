package dev.styleseal.run;

import dev.styleseal.calibration.Calibration;
import dev.styleseal.calibration.FastestPlan;
import dev.styleseal.calibration.PrecisionTrial;
import dev.styleseal.calibration.ProductSpeed;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Precision;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides in which precision a run computes where its base was opened in one to begin with: as the run did that it goes on
 * from; else in bf16, where that was measured to be faster on this machine and a batch showed that it loses next to
 * nothing.
 */
final class PrecisionChoice {
    private final StableDiffusion model;
    private final Function<Calibration.Job, Optional<ProductSpeed>> speeds;
    private final Cancellation cancellation;

    /** @param speeds what this machine does for a job, if that is worth knowing */
    PrecisionChoice(
            StableDiffusion model,
            Function<Calibration.Job, Optional<ProductSpeed>> speeds,
            Cancellation cancellation) {
        this.model = model;
        this.speeds = speeds;
        this.cancellation = cancellation;
    }

    /** By measurement. */
    static PrecisionChoice measured(StableDiffusion model, TrainingListener listener, Cancellation cancellation) {
        PrecisionTrial trial = new PrecisionTrial(
                FastestPlan.usualFolder(), share -> listener.on(new TrainingEvent.Calibrating(share)), cancellation);
        return new PrecisionChoice(model, job -> trial.find(job, model.placement()), cancellation);
    }

    /**
     * Decides; the model computes by it from then on. Never are the networks of both precisions in memory.
     *
     * @param wishes where a precision is wished for, or fixed operations, nothing is measured
     * @param plan of the run in the precision at hand
     */
    void settle(Settings wishes, Plan plan, TrainingOrder order) {
        boolean wished = wishes.get(Setting.PRECISION)
                .filter(wish -> !wish.equals("auto"))
                .isPresent();
        if (!model.placement().provisional() || wished) {
            return;
        }
        if (order.keeping().from().isPresent()) {
            RunIdentity.engine(order.keeping().from().get().facts())
                    .precision()
                    .ifPresent(before -> model.computeIn(before, Message.of("as the run began")));
        } else if (!KernelChoice.isFixed(plan)) {
            speeds.apply(KernelChoice.job(model, plan)).ifPresent(speed -> settle(speed, plan, order));
        }
    }

    private void settle(ProductSpeed speed, Plan plan, TrainingOrder order) {
        PrecisionVerdict verdict = speed.isWorthTrying() ? probed(speed, plan, order) : PrecisionVerdict.slow(speed);
        model.computeIn(verdict.precision(), verdict.reason());
    }

    private PrecisionVerdict probed(ProductSpeed speed, Plan plan, TrainingOrder order) {
        try (PrecisionProbe probe = new PrecisionProbe(model, plan, order, cancellation)) {
            double exact = probe.loss();
            Message reason = model.placement().precisionReason();
            try {
                model.computeIn(Precision.BF16, reason);
                return PrecisionVerdict.fast(speed, exact, probe.loss());
            } catch (RuntimeException e) {
                model.computeIn(Precision.FLOAT32, reason); // a base is not left in what was only tried
                throw e;
            }
        }
    }
}
