package dev.styleseal.run;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.error.OutOfMemory;
import dev.styleseal.file.Seal;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Really does once what a run will do, with an adapter that is thrown away: steps, an evaluation, a preview, a seal on the
 * disk. The run that follows is bit for bit what it would have been without. Used on the engine thread.
 */
final class PreflightCheck {
    private static final int STEPS = 4;
    private static final int WARM_UP = 1; // the first step pays for memory and kernels
    /** A slow base is left at one timed step after so long, in nanoseconds. */
    private static final long PATIENCE = 20_000_000_000L;

    private final StableDiffusion model;
    private final Plan plan;
    private final Lessons lessons;
    private final Optional<Seal> origin;
    private final Chores chores;
    private final Cancellation cancellation;

    /**
     * What a run does beside its steps.
     *
     * @param evaluation if there is one
     * @param prompts of previews, none without previews
     * @param save if seals are written
     */
    record Chores(Optional<Chore> evaluation, List<String> prompts, Optional<SaveTrial> save) {
        Chores {
            prompts = List.copyOf(prompts);
        }
    }

    /** @param origin the seal that the run goes on from, if there is one */
    PreflightCheck(
            StableDiffusion model,
            Plan plan,
            Lessons lessons,
            Optional<Seal> origin,
            Chores chores,
            Cancellation cancellation) {
        this.model = model;
        this.plan = plan;
        this.origin = origin;
        this.lessons = lessons;
        this.chores = chores;
        this.cancellation = cancellation;
    }

    /**
     * @throws OutOfMemory if the plan will not fit into memory
     * @throws BadInput if a seal cannot be written, or a loss is not finite
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested
     */
    Rehearsal run() {
        return run(SystemMemory.ofThisMachine());
    }

    /** @param system what tells of memory; for all but tests that of this machine */
    Rehearsal run(SystemMemory system) {
        try (Scope scope = new Scope()) {
            boolean here = model.placement().device().equals("cpu");
            OptionalLong room = system.room();
            MemoryFitting.Fit fit = here
                    ? new MemoryFitting(model, plan, lessons, origin, system).run()
                    : new MemoryFitting.Fit(plan, Optional.empty(), Optional.empty());
            cancellation.check();
            return run(system, room, fit);
        }
    }

    private Rehearsal run(SystemMemory system, OptionalLong room, MemoryFitting.Fit fit) {
        try (Training training = new Training(model, fit.plan(), lessons, origin)) {
            List<Long> steps = steps(training);
            Duration evaluation =
                    chores.evaluation().map(chore -> chore.time(training)).orElse(Duration.ZERO);
            cancellation.check();
            String prompt = chores.prompts().isEmpty()
                    ? lessons.caption()
                    : chores.prompts().get(0);
            Duration picture = new PictureTrial(model, plan, cancellation).time(training, prompt);
            if (chores.prompts().isEmpty()) {
                model.unload(Component.VAE);
            }
            SaveTrial.Saved saved =
                    chores.save().map(trial -> trial.run(training)).orElse(new SaveTrial.Saved(Duration.ZERO, 0));
            long peak = fit.line().isEmpty()
                    ? Rehearsal.UNKNOWN
                    : system.held().map(SystemMemory.Held::peak).orElse(Rehearsal.UNKNOWN);
            return new Rehearsal(
                    new Preflight.Speed(
                            Duration.ofNanos(steps.get(steps.size() / 2)),
                            evaluation,
                            picture.multipliedBy(chores.prompts().size()),
                            saved.time()),
                    picture,
                    new Preflight.Need(peak, room.orElse(Rehearsal.UNKNOWN)),
                    new Rehearsal.Sizes(training.adapter().parameterCount(), saved.bytes(), pictureBytes()),
                    basis(steps.size(), fit),
                    fit.sparing());
        }
    }

    /** Durations in nanoseconds, sorted, without the first where there are others. */
    private List<Long> steps(Training training) {
        List<Long> durations = new ArrayList<>();
        long start = System.nanoTime();
        long[] last = {start};
        training.trainer()
                .run(
                        report -> {
                            long now = System.nanoTime();
                            durations.add(now - last[0]);
                            last[0] = now;
                            boolean slow = durations.size() > WARM_UP && now - start > PATIENCE;
                            return durations.size() < STEPS && !slow && !cancellation.isRequested();
                        },
                        cancellation);
        cancellation.check();
        List<Long> timed = durations.size() > WARM_UP ? durations.subList(WARM_UP, durations.size()) : durations;
        Collections.sort(timed);
        return timed;
    }

    /** At most: a picture that cannot be compressed. */
    private long pictureBytes() {
        return chores.prompts().isEmpty() ? 0 : 3L * plan.width() * plan.height();
    }

    private Message basis(int steps, MemoryFitting.Fit fit) {
        List<Message> sentences = new ArrayList<>();
        sentences.add(Message.of(
                "A step is the middle of {0} real {0|step|steps} behind a first one; a preview is one real picture in {1} of {2} sampler steps, times the rest.",
                steps, PictureTrial.STEPS, Previews.STEPS));
        if (fit.plan().config().gradientCheckpointing()) {
            sentences.add(
                    Message.of("Steps run the network once more on the way back, for gradient checkpointing is on."));
        }
        chores.evaluation()
                .ifPresent(chore ->
                        sentences.add(Message.of("An evaluation is one real picture, times {0}.", chore.parts())));
        if (chores.save().isPresent()) {
            sentences.add(Message.of("A seal was really written, read back and taken away again."));
        }
        sentences.add(memoryBasis(fit.line()));
        return Message.joined(" ", sentences);
    }

    private Message memoryBasis(Optional<MemoryLine> line) {
        if (!model.placement().device().equals("cpu")) {
            return Message.of(
                    "The memory of {0} was not checked.", model.placement().device());
        }
        long pixels = (long) plan.width() * plan.height();
        return line.map(of -> Message.of(
                        "Memory is the peak of this process while all that was done; corners of the pictures had promised {0}.",
                        Gigabytes.of(of.peak(pixels))))
                .orElse(Message.of("Memory was not checked: this system does not tell the peak of a process."));
    }
}
