package dev.styleseal.run;

import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.model.StableDiffusion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds out before the first step how long a run will be and how often it is looked at, by doing everything once.
 *
 * @param spent time that counts against the minutes that were asked for
 */
record Preparation(
        StableDiffusion model,
        Settings wishes,
        TrainingOrder order,
        Supplier<Duration> spent,
        TrainingListener listener,
        Cancellation cancellation) {
    /** Pictures of one row in the report, for which minutes have to last too. */
    private static final int OF_THE_REPORT = 5;

    /**
     * What a run will be.
     *
     * @param step what one takes, if it was measured
     */
    record Ready(Plan plan, Cadence cadence, Optional<Duration> step) {}

    /**
     * Does it.
     *
     * @param first the plan but for the number of steps, if minutes were asked for
     * @param seal what would be written
     */
    Ready run(Plan first, Lessons lessons, Function<Training, Seal> seal) {
        Watching watching = order.watching();
        List<String> prompts = watching.previewEvery().orElse(1) == 0 ? List.of() : watching.previewPrompts();
        PreflightCheck.Chores chores = new PreflightCheck.Chores(
                watching.evaluateEvery().orElse(1) == 0 ? Optional.empty() : Optional.of(lessons.evaluation()),
                prompts,
                order.keeping().place().map(place -> new SaveTrial(place, seal)));
        Rehearsal measured = new PreflightCheck(model, first, lessons, order.origin(), chores, cancellation).run();
        Plan plan = first;
        if (wishes.has(Setting.MINUTES)) {
            plan = order.explained(new TimeBudget(order.over(wishes), TrainingBase.of(model))
                    .fitted(
                            first,
                            measured,
                            steps -> agenda(
                                    steps, cadence(steps, measured), FinalLook.pictures(lessons) + OF_THE_REPORT),
                            spent.get()));
            listener.on(new TrainingEvent.Planned(plan, order.pictures()));
        }
        if (measured.sparing().isPresent()) {
            plan = plan.checkpointing(true);
            listener.on(new TrainingEvent.Warned(measured.sparing().get()));
        }
        int steps = plan.config().steps();
        Cadence cadence = cadence(steps, measured);
        listener.on(new TrainingEvent.Preflighted(
                measured.preflight(plan, agenda(steps, cadence, FinalLook.pictures(lessons)), chores), cadence));
        if (cadence.evaluateEvery() == 0 && watching.earlyStop() > 0) {
            listener.on(
                    new TrainingEvent.Warned(
                            Message.of(
                                    "--early-stop has no effect: the loss is not measured in this run. Give --evaluate-every to have it.")));
        }
        cadence.warning().ifPresent(warning -> listener.on(new TrainingEvent.Warned(warning)));
        return new Ready(plan, cadence, Optional.of(measured.speed().step()));
    }

    private Cadence cadence(int steps, Rehearsal measured) {
        return Cadence.of(
                steps,
                measured.speed(),
                order.watching().evaluateEvery(),
                order.watching().previewEvery());
    }

    private Agenda agenda(int steps, Cadence cadence, int pictures) {
        int evaluations = Agenda.fromTheStartToTheEnd(steps, cadence.evaluateEvery());
        int checkpointEvery = order.watching().checkpointEvery();
        int saves = evaluations + (checkpointEvery == 0 ? 0 : steps / checkpointEvery) + 1;
        int keep = order.watching().keep();
        return new Agenda(
                evaluations + 1, // once more with the file
                Agenda.fromTheStart(steps, cadence.previewEvery()),
                saves,
                keep == 0 ? saves : Math.min(saves, evaluations + keep), // all may be within noise
                pictures);
    }
}
