package dev.styleseal.cli.demo;

import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.run.Plan;
import dev.styleseal.run.TrainingEvent;
import dev.styleseal.run.TrainingListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what a training tells. Written by the engine thread, read when the training has ended. */
final class TrainingDiary implements TrainingListener {
    private final TrainingListener next;
    private final List<Double> losses = new ArrayList<>();
    private final List<Message> warnings = new ArrayList<>();
    private Optional<Plan> plan = Optional.empty();
    private Optional<TrainingEvent.Started> started = Optional.empty();
    private Optional<TrainingEvent.Finished> finished = Optional.empty();

    /** @param next told everything too */
    TrainingDiary(TrainingListener next) {
        this.next = next;
    }

    /**
     * The whole training.
     *
     * @param losses one a step
     * @param interrupted whether it ended before its last step
     * @param duration spent on steps
     */
    record Training(
            Plan plan,
            List<Double> losses,
            List<Message> warnings,
            TrainingEvent.Started started,
            Seal seal,
            boolean interrupted,
            Duration duration) {}

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Planned planned) {
            plan = Optional.of(planned.plan());
        } else if (event instanceof TrainingEvent.Warned warned) {
            warnings.add(warned.warning());
        } else if (event instanceof TrainingEvent.Started begun) {
            started = Optional.of(begun);
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            losses.add(stepped.report().loss());
        } else if (event instanceof TrainingEvent.Finished ended) {
            finished = Optional.of(ended);
        }
        next.on(event);
    }

    Training training() {
        TrainingEvent.Finished end = finished.orElseThrow();
        return new Training(
                plan.orElseThrow(),
                List.copyOf(losses),
                List.copyOf(warnings),
                started.orElseThrow(),
                end.seal(),
                end.interrupted(),
                end.elapsed());
    }
}
