package dev.styleseal.run;

import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a training's curves and previews for TensorBoard into the run's folder, which must be there when the adapter is in
 * place ({@link TrainingEvent.Started}). If that fails, it says so once and the training goes on. Used by one training, on
 * whichever thread that is.
 */
public final class TensorBoardLog implements TrainingListener, AutoCloseable {
    private final Path folder;
    private final Clock clock;
    private final Consumer<Message> warnings;
    private final List<ProtoMessage> waiting = new ArrayList<>();
    private @Nullable TensorBoardFile file;
    private boolean failed;
    private Optional<Duration> before = Optional.of(Duration.ZERO);
    private int previewStep = -1;
    private int previewNumber;
    private int previewsNamed;

    /**
     * @param folder of the run
     * @param clock dates the events and the file
     * @param warnings told, at most once, why nothing more is written
     */
    public TensorBoardLog(Path folder, Clock clock, Consumer<Message> warnings) {
        this.folder = folder;
        this.clock = clock;
        this.warnings = warnings;
    }

    @Override
    public void on(TrainingEvent event) {
        if (failed) {
            return;
        }
        try {
            if (event instanceof TrainingEvent.Started) {
                begin();
            }
            for (ProtoMessage message : messages(event)) {
                tell(message);
            }
        } catch (IOException e) {
            failed = true;
            close();
            warnings.accept(Message.of(
                    "Cannot write events for TensorBoard to {0}: {1}. The training goes on without them; events.jsonl holds the same numbers.",
                    folder, Reason.of(e)));
        }
    }

    private void begin() throws IOException {
        TensorBoardFile opened = TensorBoardFile.create(folder, clock.instant());
        file = opened;
        opened.add(TensorBoardEvent.version(clock.instant()));
        for (ProtoMessage message : waiting) {
            opened.add(message);
        }
        waiting.clear();
    }

    private void tell(ProtoMessage message) throws IOException {
        TensorBoardFile open = file;
        if (open == null) {
            waiting.add(message);
        } else {
            open.add(message);
        }
    }

    private List<ProtoMessage> messages(TrainingEvent event) {
        if (event instanceof TrainingEvent.Planned planned) {
            return at(0, List.of(TensorBoardEvent.text("settings", settings(planned.plan()))));
        }
        if (event instanceof TrainingEvent.Resumed resumed) {
            before = Optional.empty();
            // Readers forget the step that is named too, and the one after the last that counts is the first done
            // again.
            return List.of(TensorBoardEvent.restart(clock.instant(), resumed.step() + 1));
        }
        if (event instanceof TrainingEvent.Stepped stepped) {
            return at(stepped.report().step(), stepped(stepped));
        }
        if (event instanceof TrainingEvent.Evaluated evaluated) {
            LossScore score = evaluated.score();
            return at(
                    score.step(),
                    List.of(
                            TensorBoardEvent.scalar(
                                    score.heldOut() ? "loss/held_out" : "loss/training_fixed_noise", score.mean()),
                            TensorBoardEvent.scalar(
                                    "loss/base", evaluated.base().mean())));
        }
        if (event instanceof TrainingEvent.Previewed previewed) {
            return at(previewed.step(), previewed(previewed));
        }
        if (event instanceof TrainingEvent.Chosen chosen) {
            Choice choice = chosen.choice();
            return at(
                    choice.lastStep(),
                    List.of(
                            TensorBoardEvent.scalar("chosen/step", choice.step()),
                            TensorBoardEvent.text(
                                    "chosen/reason", choice.reason().text())));
        }
        return List.of();
    }

    private List<ProtoMessage> at(int step, List<ProtoMessage> values) {
        return List.of(TensorBoardEvent.summary(clock.instant(), step, values));
    }

    /** As a table; an indented block would be shown as code by TensorBoard. */
    private static String settings(Plan plan) {
        return plan.settings().values().entrySet().stream()
                .map(entry ->
                        String.format(Locale.ROOT, "|%s|%s|", entry.getKey().key(), entry.getValue()))
                .collect(Collectors.joining("\n", "|setting|value|\n|---|---|\n", "\n"));
    }

    private List<ProtoMessage> stepped(TrainingEvent.Stepped stepped) {
        List<ProtoMessage> values = new ArrayList<>();
        values.add(TensorBoardEvent.scalar("loss/train", stepped.report().loss()));
        values.add(TensorBoardEvent.scalar("learning_rate", stepped.report().learningRate()));
        values.add(TensorBoardEvent.scalar("gradient_norm", stepped.report().gradientNorm()));
        before.ifPresent(since -> values.add(TensorBoardEvent.scalar(
                "speed/seconds_per_step", stepped.elapsed().minus(since).toNanos() / 1e9)));
        before = Optional.of(stepped.elapsed());
        return values;
    }

    private List<ProtoMessage> previewed(TrainingEvent.Previewed previewed) {
        previewNumber = previewed.step() == previewStep ? previewNumber + 1 : 1;
        previewStep = previewed.step();
        String tag = "preview/" + previewNumber;
        List<ProtoMessage> values = new ArrayList<>();
        values.add(TensorBoardEvent.image(tag, previewed.picture(), tag + ": " + previewed.prompt()));
        if (previewNumber > previewsNamed) {
            previewsNamed = previewNumber;
            values.add(TensorBoardEvent.text(tag + "/prompt", previewed.prompt()));
        }
        return values;
    }

    /** Closes the file; closing twice does nothing. Every event is in the system's hands already. */
    @Override
    public void close() {
        TensorBoardFile open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                return; // there is nothing left to be written
            }
        }
    }
}
