package dev.styleseal.run;

import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.image.RgbImage;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.train.StepReport;
import java.time.Duration;

/** What a training tells its listener, in the order it happens. */
public sealed interface TrainingEvent {
    /** Everything is derived; nothing is computed yet. */
    record Planned(Plan plan, HeldOutSplit pictures) implements TrainingEvent {}

    /** Something the user may not have meant; the training goes on. */
    record Warned(Message warning) implements TrainingEvent {}

    /**
     * Ways to carry out large operations are being measured.
     *
     * @param share of it that is done, 0 to 1
     */
    record Calibrating(double share) implements TrainingEvent {}

    /**
     * It is decided how large operations are carried out.
     *
     * @param plan what differs from the reference's ways
     * @param saved seconds of one step that this saves, as measured
     * @param reason where it is known from
     */
    record Calibrated(KernelPlan plan, double saved, Message reason) implements TrainingEvent {}

    /** Pictures are being turned into latents. */
    record Encoding(int done, int total) implements TrainingEvent {}

    /**
     * The adapter is in place; steps begin.
     *
     * @param adapterParameters number of values that learn
     * @param baseParameters number of values that stay
     * @param engine device, threads, matrix library and precision, for people
     */
    record Started(long adapterParameters, long baseParameters, Message engine) implements TrainingEvent {}

    /**
     * A step is done.
     *
     * @param elapsed since the first step began, without previews and checkpoints
     * @param left until the last step, from the speed so far
     */
    record Stepped(StepReport report, int steps, Duration elapsed, Duration left) implements TrainingEvent {}

    /** A picture painted with what is learned so far; step 0 is the base alone. */
    record Previewed(int step, String prompt, long seed, RgbImage picture) implements TrainingEvent {}

    /** Everything was really done once; this is what the run will take, and how often it is looked at. */
    record Preflighted(Preflight preflight, Cadence cadence) implements TrainingEvent {}

    /** The run goes on after {@code step} steps that were done before; what came after them is done again. */
    record Resumed(int step) implements TrainingEvent {}

    /** The loss on the same pictures as ever; {@code base} is that of step 0. */
    record Evaluated(LossScore score, LossScore base) implements TrainingEvent {}

    /** Everything that is needed to go on from here is on the disk. */
    record Snapshotted(int step) implements TrainingEvent {}

    /** The training is over; this checkpoint becomes the seal. */
    record Chosen(Choice choice, Seal seal) implements TrainingEvent {}

    /** Something became infinite; this is the seal of the last good state, and the run ends with {@code reason}. */
    record RolledBack(int step, Seal seal, Message reason) implements TrainingEvent {}

    /** The finished file was tried. */
    record SelfTested(SelfTest test) implements TrainingEvent {}

    /** The seal as it is after some steps. */
    record Checkpointed(int step, Seal seal) implements TrainingEvent {}

    /**
     * The training ended.
     *
     * @param steps done
     * @param interrupted whether that is fewer than planned, because the user asked to stop
     * @param elapsed spent on steps
     */
    record Finished(Seal seal, int steps, boolean interrupted, Duration elapsed) implements TrainingEvent {}
}
