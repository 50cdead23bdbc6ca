package dev.styleseal.run;

import dev.styleseal.error.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run as it happened, read back from its folder. Where it was resumed, what had come after the step it went on from is
 * left out, since it was done again. Immutable.
 *
 * @param folder of the run
 * @param description everything that made it, from run.toml
 * @param planned what was derived
 * @param warnings each once, in order
 * @param began when steps began, for the last time
 * @param resumed the steps it went on from, in order; empty if it ran through
 * @param steps by number; some may be missing where the computer failed
 * @param evaluations by step
 * @param previews by step, in the order of their prompts
 * @param checkpoints by step; their files may be gone since
 * @param checks what was tried before and after
 * @param ending how it ended; nothing if it did not, or is under way
 */
public record RunHistory(
        Path folder,
        RunDescription description,
        Planned planned,
        List<Message> warnings,
        Began began,
        List<Integer> resumed,
        List<Step> steps,
        List<Evaluation> evaluations,
        List<Preview> previews,
        List<Checkpoint> checkpoints,
        Checks checks,
        Optional<Ending> ending) {
    public RunHistory {
        warnings = List.copyOf(warnings);
        resumed = List.copyOf(resumed);
        steps = List.copyOf(steps);
        evaluations = List.copyOf(evaluations);
        previews = List.copyOf(previews);
        checkpoints = List.copyOf(checkpoints);
    }

    /**
     * Reads run.toml and events.jsonl of a run. A last line without an end, as a power loss leaves it, is passed over, and
     * so are events and fields that are not known.
     *
     * @throws dev.styleseal.error.BadInput if there is no such folder, or it holds no run
     * @throws dev.styleseal.error.CorruptFile if events.jsonl is damaged; the message has the number of the line
     */
    public static RunHistory read(Path folder) {
        return new RunHistoryReader(folder).read();
    }

    /**
     * What was derived before the first step.
     *
     * @param pictures to learn from
     * @param width of the training pictures in pixels
     * @param height of the training pictures in pixels
     * @param reasons why settings have their values; may be few, in runs of earlier versions
     */
    public record Planned(int pictures, int width, int height, Map<Setting, Message> reasons) {
        public Planned {
            reasons = Map.copyOf(reasons);
        }
    }

    /**
     * The adapter was in place.
     *
     * @param adapterParameters values that learn
     * @param baseParameters values of the denoising network, which stay
     * @param engine device, threads, matrix library and precision, for people
     */
    public record Began(Instant at, long adapterParameters, long baseParameters, Message engine) {}

    /**
     * A step that was done.
     *
     * @param step from 1
     * @param loss of its pictures
     * @param pictures in this step
     * @param elapsed since the first step, without previews and checkpoints
     */
    public record Step(int step, double loss, int pictures, Duration elapsed) {}

    /**
     * The loss on the same pictures as ever.
     *
     * @param base mean loss of the base alone
     * @param change of the mean loss as a share of the base's; below 0 is better
     * @param interval that holds the change with 95 % confidence
     */
    public record Evaluation(LossScore score, double base, double change, HeldOutComparison.Range interval) {}

    /**
     * A picture painted on the way.
     *
     * @param file in the folder of the run; may be gone since
     */
    public record Preview(int step, String prompt, long seed, Path file) {}

    /** A seal written on the way. */
    public record Checkpoint(int step, Path file, long bytes) {}

    /**
     * What was tried before the first step and after the last; each nothing where it was not.
     *
     * @param preflight what the run would take
     * @param choice which checkpoint became the seal
     * @param selfTest what the finished file does
     */
    public record Checks(Optional<Preflight> preflight, Optional<Choice> choice, Optional<SelfTest> selfTest) {
        static final Checks NONE = new Checks(Optional.empty(), Optional.empty(), Optional.empty());

        Checks with(Preflight preflight) {
            return new Checks(Optional.of(preflight), choice, selfTest);
        }

        Checks with(Choice choice) {
            return new Checks(preflight, Optional.of(choice), selfTest);
        }

        Checks with(SelfTest selfTest) {
            return new Checks(preflight, choice, Optional.of(selfTest));
        }

        Checks onlyPreflight() {
            return new Checks(preflight, Optional.empty(), Optional.empty());
        }
    }

    /**
     * The end.
     *
     * @param steps done
     * @param interrupted whether the user stopped it
     * @param elapsed spent on steps
     * @param seal that was written; nothing if the run failed without going back to a good state
     * @param failure why it failed, if it did
     */
    public record Ending(
            Instant at,
            int steps,
            boolean interrupted,
            Duration elapsed,
            Optional<Path> seal,
            Optional<Message> failure) {}

    /** The name of the seal. */
    public String name() {
        return description.text(RunKey.NAME).orElse("seal");
    }

    /** The evaluation of the checkpoint that became the seal, else the last one. */
    public Optional<Evaluation> decisive() {
        Optional<Evaluation> chosen = checks.choice.flatMap(choice -> evaluations.stream()
                .filter(evaluation -> evaluation.score.step() == choice.step())
                .findFirst());
        return chosen.or(
                () -> evaluations.isEmpty() ? Optional.empty() : Optional.of(evaluations.get(evaluations.size() - 1)));
    }

    /** The last step that was done, 0 if none. */
    public int lastStep() {
        return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).step();
    }
}
