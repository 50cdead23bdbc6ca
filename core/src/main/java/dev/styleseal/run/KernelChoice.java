package dev.styleseal.run;

import dev.styleseal.calibration.Calibration;
import dev.styleseal.calibration.FastestPlan;
import dev.styleseal.calibration.Pass;
import dev.styleseal.calibration.ThreadTrial;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.tensor.KernelPlan;
import java.util.List;
import java.util.Optional;

/** Decides how a run carries out large operations: as the run did that it goes on from, else as was wished. */
final class KernelChoice {
    private static final String FIXED = "fixed";

    private final StableDiffusion model;
    private final TrainingListener listener;
    private final Cancellation cancellation;

    KernelChoice(StableDiffusion model, TrainingListener listener, Cancellation cancellation) {
        this.model = model;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /** @throws BadInput if a wish is neither auto nor fixed */
    static void require(String wish) {
        if (!List.of("auto", FIXED).contains(wish)) {
            throw new BadInput("--operations is {0}. Expected auto or fixed. Correct it or leave it out.", wish);
        }
    }

    /** Has the process compute with as many threads as are fastest here, unless a run goes on, which has its own. */
    void settleThreads(Plan plan) {
        if (!isFixed(plan)) {
            new ThreadTrial(FastestPlan.usualFolder(), cancellation).settle(job(model, plan), model.placement());
        }
    }

    /** Decides, and tells how; the model carries out by it from then on. */
    void settle(Plan plan, Optional<Snapshot> from) {
        model.carryOutBy(from.map(KernelChoice::asBefore).orElseGet(() -> chosen(plan)));
    }

    private static KernelPlan asBefore(Snapshot from) {
        try {
            return RunIdentity.engine(from.facts()).operations();
        } catch (IllegalArgumentException e) {
            throw new BadInput(
                    e,
                    "Cannot go on with the run: its snapshot names a way to compute that this version has not ({0}). Expected the version that the run began with. Go on with that, or begin a new run.",
                    e.getMessage());
        }
    }

    /** Whether the ways of the reference are wished for, so that nothing is measured. */
    static boolean isFixed(Plan plan) {
        return plan.settings().text(Setting.OPERATIONS).equals(FIXED);
    }

    private KernelPlan chosen(Plan plan) {
        if (isFixed(plan)) {
            return KernelPlan.FIXED;
        }
        FastestPlan.Found found = new FastestPlan(
                        FastestPlan.usualFolder(),
                        share -> listener.on(new TrainingEvent.Calibrating(share)),
                        cancellation)
                .find(job(model, plan), model.placement());
        if (!found.calibration().measurements().isEmpty()) {
            listener.on(new TrainingEvent.Calibrated(
                    found.plan(), found.calibration().saved(), found.reason()));
        }
        return found.plan();
    }

    /** See {@link Calibration#pointBytes}. */
    static long pointBytes(StableDiffusion model, Plan plan) {
        return Calibration.pointBytes(job(model, plan), model.placement().kernels());
    }

    /** What a step computes. */
    static Calibration.Job job(StableDiffusion model, Plan plan) {
        int factor = model.vaeConfig().factor();
        return new Calibration.Job(
                model.unetConfig(), plan.config().batch(), plan.height() / factor, plan.width() / factor, Pass.BOTH);
    }
}
