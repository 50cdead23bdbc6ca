package dev.styleseal.run;

import dev.styleseal.error.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was measured when everything was done once; from it follows what a run of any length takes.
 *
 * @param speed what each thing takes; a preview is all prompts
 * @param picture what painting one picture takes, whether the run paints previews or not
 * @param memory the peak of the process, {@link #UNKNOWN} where it was not measured
 * @param sizes of what is written
 * @param basis what was measured and how, for people
 * @param sparing why gradient checkpointing was switched on; empty if the plan is as it was
 */
record Rehearsal(
        Preflight.Speed speed,
        Duration picture,
        Preflight.Need memory,
        Sizes sizes,
        Message basis,
        Optional<Message> sparing) {
    /** Bytes that nobody tells. */
    static final long UNKNOWN = -1;

    /**
     * What is written.
     *
     * @param trained number of values that learn
     * @param seal bytes of a seal's file, 0 if none is written
     * @param preview bytes of one preview at most, 0 without previews
     */
    record Sizes(long trained, long seal, long preview) {}

    /** What so many steps and all that is beside them take, from the first step to the seal. */
    Duration total(int steps, Agenda agenda) {
        return speed.step().multipliedBy(steps).plus(beside(agenda));
    }

    /** What everything but the steps takes. */
    Duration beside(Agenda agenda) {
        return speed.evaluation()
                .multipliedBy(agenda.evaluations())
                .plus(speed.preview().multipliedBy(agenda.previews()))
                .plus(speed.save().multipliedBy(agenda.saves()))
                .plus(picture.multipliedBy(agenda.pictures()));
    }

    /**
     * All of it for one plan.
     *
     * @throws dev.styleseal.error.BadInput if the run's folder has no room for it
     */
    Preflight preflight(Plan plan, Agenda agenda, PreflightCheck.Chores chores) {
        int steps = plan.config().steps();
        List<Message> sentences = new ArrayList<>();
        sentences.add(basis);
        sentences.add(Message.of(
                "The whole is computed from that, for {0} {0|step|steps}, {1} {1|evaluation|evaluations}, {2} {2|round|rounds} of previews, {3} {3|seal|seals} written and {4} {4|picture|pictures} painted at the end.",
                steps, agenda.evaluations(), agenda.previews(), agenda.saves(), agenda.pictures()));
        Preflight.Need disk = new Preflight.Need(0, UNKNOWN);
        if (chores.save().isPresent()) {
            Path folder = chores.save().get().place().folder();
            DiskNeed need = DiskNeed.of(this, plan, agenda, chores.prompts().size());
            OptionalLong free = DiskNeed.free(folder);
            need.require(free, folder);
            disk = new Preflight.Need(need.bytes(), free.orElse(UNKNOWN));
            sentences.add(Message.of("Disk is computed from sizes: {0}.", need.words()));
        }
        return new Preflight(steps, speed, total(steps, agenda), memory, disk, Message.joined(" ", sentences));
    }
}
