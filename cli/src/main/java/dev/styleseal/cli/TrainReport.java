package dev.styleseal.cli;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.run.Choice;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.run.HeldOutSplit;
import dev.styleseal.run.LossScore;
import dev.styleseal.run.Plan;
import dev.styleseal.run.Preflight;
import dev.styleseal.run.SelfTest;
import dev.styleseal.run.Setting;
import dev.styleseal.run.TrainingEvent;
import dev.styleseal.run.TrainingListener;
import dev.styleseal.train.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tells people what a training does: what was derived and why, how far it is, and what they may not have meant. */
final class TrainReport implements TrainingListener, AutoCloseable {
    private static final int PER_CENT = 100;
    /** Share of the old in the smoothed loss; single steps jump too much to be read. */
    private static final double SMOOTHING = 0.95;

    /** Shares below that have no digits left. */
    private static final double LEAST_SHOWN = 1e-5;

    private final Console console;
    private final List<Message> warnings = new ArrayList<>();
    private Optional<ProgressDisplay> progress = Optional.empty();
    private Optional<TrainingEvent.Finished> finished = Optional.empty();
    private Optional<HeldOutSplit> pictures = Optional.empty();
    private Optional<Preflight> preflight = Optional.empty();
    private Optional<Choice> choice = Optional.empty();
    private Optional<SelfTest> selfTest = Optional.empty();
    private TimeLeft encodingTime = TimeLeft.start();
    private double smoothed;
    private double weight;
    private int planned;
    private int previewStep = -1;

    TrainReport(Console console) {
        this.console = console;
    }

    @Override
    public void on(TrainingEvent event) {
        if (event instanceof TrainingEvent.Planned plan) {
            planned(plan.plan());
            pictures = Optional.of(plan.pictures());
            console.say("Held out: {0}.", plan.pictures().reason());
        } else if (event instanceof TrainingEvent.Warned warned) {
            warnings.add(warned.warning());
            console.warn(warned.warning());
        } else if (event instanceof TrainingEvent.Encoding encoding) {
            encoding(encoding);
        } else if (event instanceof TrainingEvent.Calibrating calibrating) {
            calibrating(calibrating.share());
        } else if (event instanceof TrainingEvent.Calibrated calibrated) {
            close();
            console.say(
                    "Operations: as is fastest here ({0}); saves {1} s a step.",
                    calibrated.reason(), Figure.decimal(calibrated.saved(), 2));
        } else if (event instanceof TrainingEvent.Started started) {
            started(started);
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            stepped(stepped);
        } else if (event instanceof TrainingEvent.Previewed previewed) {
            previewed(previewed);
        } else if (event instanceof TrainingEvent.Checkpointed checkpointed) {
            console.say("Checkpoint of step {0} is written.", checkpointed.step());
        } else if (event instanceof TrainingEvent.Preflighted checked) {
            preflighted(checked);
        } else if (event instanceof TrainingEvent.Resumed resumed) {
            console.say(
                    resumed.step() == 0
                            ? Message.of("There is no snapshot of the run yet; it begins anew.")
                            : Message.of("The run goes on after step {0}.", resumed.step()));
        } else if (event instanceof TrainingEvent.Evaluated evaluated) {
            evaluated(evaluated);
        } else if (event instanceof TrainingEvent.Chosen chosen) {
            choice = Optional.of(chosen.choice());
            console.say("Chosen: {0}.", chosen.choice().reason());
        } else if (event instanceof TrainingEvent.SelfTested tested) {
            selfTest = Optional.of(tested.test());
            tell(tested.test());
        } else if (event instanceof TrainingEvent.RolledBack back) {
            console.say("Rolled back to step {0}; its seal is written.", back.step());
        } else if (event instanceof TrainingEvent.Finished end) {
            finished = Optional.of(end);
            close();
        }
    }

    private void planned(Plan plan) {
        close(); // with --minutes the plan comes after the pictures
        planned = plan.config().steps();
        console.say("Settings:");
        for (Map.Entry<Setting, Object> entry : plan.settings().values().entrySet()) {
            console.say(
                    "  {0} = {1}  {2}",
                    String.format(Locale.ROOT, "%-18s", entry.getKey().key()),
                    String.format(Locale.ROOT, "%-9s", entry.getValue()),
                    plan.reasons().getOrDefault(entry.getKey(), Message.of("")));
        }
        console.say(
                "{0} pictures of {1}x{2}, each shown {3} times.",
                plan.pictures(), plan.width(), plan.height(), Figure.decimal(plan.passesPerPicture(), 1));
    }

    private void preflighted(TrainingEvent.Preflighted checked) {
        close();
        preflight = Optional.of(checked.preflight());
        PreflightWords.lines(checked.preflight()).forEach(line -> console.say("{0}", line));
        console.say("Loss of the same pictures: {0}.", checked.cadence().evaluateReason());
        console.say("Previews: {0}.", checked.cadence().previewReason());
    }

    private void evaluated(TrainingEvent.Evaluated evaluated) {
        LossScore score = evaluated.score();
        HeldOutComparison change = new HeldOutComparison(evaluated.base().perPicture(), score.perPicture());
        Message kind = score.heldOut() ? Message.of("held-out pictures") : Message.of("training pictures, fixed noise");
        if (score.step() == 0) {
            console.say("Step 0, the base alone: loss {0} ({1}).", Figure.decimal(score.mean(), 4), kind);
            return;
        }
        console.say(
                "Step {0}: loss {1}, {2} % against the base, {3} to {4} % ({5}).",
                score.step(),
                Figure.decimal(score.mean(), 4),
                Figure.decimal(100 * change.relativeChange(), 1),
                Figure.decimal(100 * change.interval().from(), 1),
                Figure.decimal(100 * change.interval().to(), 1),
                kind);
    }

    private void tell(SelfTest test) {
        console.say(
                "Self-test: with the seal {0} pictures differ by {1} of 255 on average, the UNet's prediction by {2} %; the loss with the file is that of memory to {3} %.",
                test.pictures(),
                Figure.decimal(test.effect(), 1),
                Figure.decimal(100 * test.prediction(), 1),
                test.fileError() < LEAST_SHOWN
                        ? Message.of("less than {0}", Figure.decimal(100 * LEAST_SHOWN, 3))
                        : Figure.decimal(100 * test.fileError(), 3));
    }

    private void calibrating(double share) {
        if (progress.isEmpty()) {
            encodingTime = TimeLeft.start();
        }
        int done = (int) Math.round(PER_CENT * share);
        shown(Message.of("Measuring this machine")).at(done, PER_CENT, encodingTime.left(done, PER_CENT), "");
    }

    private void encoding(TrainingEvent.Encoding encoding) {
        if (progress.isEmpty()) {
            encodingTime = TimeLeft.start();
        }
        shown(Message.of("Encoding"))
                .at(encoding.done(), encoding.total(), encodingTime.left(encoding.done(), encoding.total()), "");
    }

    private void started(TrainingEvent.Started started) {
        close();
        console.say(
                "{0} values learn ({1} % of the UNet's {2}, which stay). Engine: {3}.",
                Figure.count(started.adapterParameters()),
                Figure.decimal(100.0 * started.adapterParameters() / started.baseParameters(), 2),
                Figure.count(started.baseParameters()),
                started.engine());
    }

    private void stepped(TrainingEvent.Stepped stepped) {
        StepReport report = stepped.report();
        weight = SMOOTHING * weight + 1 - SMOOTHING;
        smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * report.loss();
        shown(Message.of("Training"))
                .at(
                        report.step(),
                        stepped.steps(),
                        stepped.left(),
                        console.text(Message.of(
                                "loss {0}, gradient {1}",
                                Figure.decimal(smoothed / weight, 4), Figure.decimal(report.gradientNorm(), 3))));
    }

    private void previewed(TrainingEvent.Previewed previewed) {
        if (previewed.step() != previewStep) {
            previewStep = previewed.step();
            console.say("Painting previews of step {0}.", previewStep);
        }
    }

    private ProgressDisplay shown(Message task) {
        ProgressDisplay display = progress.orElseGet(() -> console.progress(task));
        progress = Optional.of(display);
        return display;
    }

    /** The loss, averaged over about the last twenty steps; the first ones count in full. Empty before the first. */
    OptionalDouble loss() {
        return weight == 0 ? OptionalDouble.empty() : OptionalDouble.of(smoothed / weight);
    }

    List<Message> warnings() {
        return List.copyOf(warnings);
    }

    int plannedSteps() {
        return planned;
    }

    /** What is learned and what is measured; there when the training is planned. */
    HeldOutSplit pictures() {
        return pictures.orElseThrow();
    }

    /** What the run takes; there when everything was done once. */
    Preflight preflight() {
        return preflight.orElseThrow();
    }

    /** Which checkpoint was chosen, if the training came to its end. */
    Optional<Choice> choice() {
        return choice;
    }

    Optional<SelfTest> selfTest() {
        return selfTest;
    }

    /** The end of the training; there after it ended well. */
    TrainingEvent.Finished finished() {
        return finished.orElseThrow();
    }

    @Override
    public void close() {
        progress.ifPresent(ProgressDisplay::close);
        progress = Optional.empty();
    }
}
