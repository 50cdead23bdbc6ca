package dev.styleseal.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFiles;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.Provenance;
import dev.styleseal.io.AtomicFile;
import dev.styleseal.io.Reason;
import dev.styleseal.io.TornFiles;
import dev.styleseal.io.WriteProbe;
import dev.styleseal.snapshot.RunLock;
import dev.styleseal.snapshot.SnapshotFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run to disk as it happens: run.toml, events.jsonl, previews, checkpoints and the seal.
 *
 * <p>Until the adapter is in place nothing is written, so that a run that cannot begin leaves nothing behind; an earlier
 * run is replaced no sooner. Used by one training, on whichever thread that is.
 */
public final class RunFolder implements SealStore, AutoCloseable {
    private static final String TOOL = "Style Seal";
    /** Room for the header and metadata of a seal beside its values. */
    private static final long HEADER_BYTES = 1 << 18;
    /** Of the files of a checkpoint that is a folder. */
    static final int DEPTH = 3;

    private final RunPlace place;
    private RunDescription description;
    private final Clock clock;
    private final Language language;
    private final boolean goesOn;
    private final List<ObjectNode> waiting = new ArrayList<>();
    private Optional<Plan> plan = Optional.empty();
    private @Nullable EventLog log;
    private @Nullable RunLock lock;
    private Optional<Path> lastCheckpoint = Optional.empty();
    private int previewStep = -1;
    private int previewNumber;
    private int steps;

    private RunFolder(RunPlace place, RunDescription description, Clock clock, Language language, boolean goesOn) {
        this.place = place;
        this.goesOn = goesOn;
        this.description = description;
        this.clock = clock;
        this.language = language;
    }

    /**
     * Prepares a run folder without leaving anything there.
     *
     * @param description what was asked; its settings give way to those of the plan
     * @param clock dates the events
     * @param language of the comments in run.toml; everything else is for machines
     * @throws BadInput if the folder cannot be written to, or holds something that must not be replaced
     */
    public static RunFolder prepare(RunPlace place, RunDescription description, Clock clock, Language language) {
        try {
            EarlierRun.requireReplaceable(place);
            WriteProbe.inNew(place.folder(), 1);
        } catch (IOException e) {
            throw unwritable(e, place.folder());
        }
        return new RunFolder(place, description, clock, language, false);
    }

    /** Whether the run in that place came to its end: nothing of it is left to be done. */
    public static boolean isFinished(RunPlace place) {
        try {
            return EventLog.endsWith(place.events(), "\"event\":\"finished\"", "\"interrupted\":false");
        } catch (IOException e) {
            throw unwritable(e, place.folder());
        }
    }

    /** Takes away what a finished run keeps if it was killed between its last event and its end: snapshots and the lock. */
    public static void tidy(RunPlace place) {
        EarlierRun.tidy(place);
    }

    /**
     * Takes up a run that did not come to its end. Its folder is locked from now on.
     *
     * @param description what run.toml says
     * @throws BadInput if another process is working on it, or the folder cannot be written to
     */
    public static RunFolder resume(RunPlace place, RunDescription description, Clock clock, Language language) {
        RunLock lock = RunLock.take(place.folder());
        try {
            TornFiles.remove(place.folder(), DEPTH);
        } catch (IOException e) {
            lock.close();
            throw unwritable(e, place.folder());
        }
        RunFolder folder = new RunFolder(place, description, clock, language, true);
        folder.lock = lock;
        return folder;
    }

    @Override
    public void on(TrainingEvent event) {
        try {
            write(event);
        } catch (IOException e) {
            throw stopped(unwritable(e, place.folder()));
        } catch (BadInput e) {
            throw stopped(e);
        }
    }

    private void write(TrainingEvent event) throws IOException {
        ObjectNode line = EventJson.of(event, clock.instant());
        if (event instanceof TrainingEvent.Planned planned) {
            plan = Optional.of(planned.plan());
        } else if (event instanceof TrainingEvent.Preflighted preflighted) {
            description = preflighted.cadence().in(description);
        } else if (event instanceof TrainingEvent.Started started) {
            begin(started);
        } else if (event instanceof TrainingEvent.Stepped stepped) {
            steps = stepped.report().step();
        } else if (event instanceof TrainingEvent.Previewed previewed) {
            line.put("file", relative(preview(previewed)));
        } else if (event instanceof TrainingEvent.Checkpointed checkpointed) {
            Path file = place.checkpoint(checkpointed.step());
            Files.createDirectories(place.checkpoints());
            save(checkpointed.seal(), file, line);
            lastCheckpoint = Optional.of(file);
        } else if (event instanceof TrainingEvent.Chosen chosen) {
            save(chosen.seal(), place.seal(), line);
        } else if (event instanceof TrainingEvent.RolledBack back) {
            save(back.seal(), place.seal(), line);
        } else if (event instanceof TrainingEvent.Finished finished) {
            finish(finished, line);
            return;
        }
        tell(line);
    }

    private void finish(TrainingEvent.Finished finished, ObjectNode line) throws IOException {
        if (finished.interrupted()) {
            save(finished.seal(), place.seal(), line);
            tell(line);
            return;
        }
        line.put("file", relative(place.seal()))
                .put("bytes", SealFiles.of(place.seal()).bytes());
        tell(line);
        if (log != null) {
            log.sync(); // only a run that is known to be finished can do without them
        }
        new SnapshotFolder(place.state()).remove();
    }

    @Override
    public Seal checkpoint(int step) {
        return Seal.open(place.checkpoint(step));
    }

    @Override
    public boolean has(int step) {
        return Files.exists(place.checkpoint(step));
    }

    @Override
    public void remove(int step) {
        try {
            SealFiles.of(place.checkpoint(step)).delete();
        } catch (IOException e) {
            throw unwritable(e, place.folder());
        }
    }

    @Override
    public Seal finished() {
        return Seal.open(place.seal());
    }

    private void begin(TrainingEvent.Started started) throws IOException {
        if (goesOn) {
            open(EventLog.append(place.events()));
            return;
        }
        WriteProbe.inNew(
                place.folder(), started.adapterParameters() * place.precision().bytes() + HEADER_BYTES);
        Files.createDirectories(place.folder());
        lock = RunLock.take(place.folder());
        EarlierRun.remove(place);
        RunDescription all =
                plan.map(chosen -> description.with(chosen.settings())).orElse(description);
        AtomicFile.write(place.toml(), RunToml.text(all, plan.map(Plan::reasons).orElse(Map.of()), language));
        open(EventLog.create(place.events()));
    }

    private void open(EventLog opened) throws IOException {
        log = opened;
        for (ObjectNode line : waiting) {
            opened.add(line);
        }
    }

    private Path preview(TrainingEvent.Previewed previewed) throws IOException {
        previewNumber = previewed.step() == previewStep ? previewNumber + 1 : 1;
        previewStep = previewed.step();
        Path file = place.preview(previewStep, previewNumber);
        Files.createDirectories(file.getParent());
        PngFile.write(
                file,
                previewed.picture(),
                Map.of(PngFile.XMP, Provenance.labelOnly(TOOL).xmp()));
        return file;
    }

    private void save(Seal seal, Path file, ObjectNode line) throws IOException {
        seal.save(file, place.format(), place.precision());
        line.put("file", relative(file)).put("bytes", SealFiles.of(file).bytes());
    }

    /** Names in events have slashes on every system. */
    private String relative(Path file) {
        return place.folder().relativize(file).toString().replace('\\', '/');
    }

    private void tell(ObjectNode line) throws IOException {
        if (log == null) {
            waiting.add(line);
        } else {
            log.add(line);
        }
    }

    /** The last event of a run that failed. A run that learned nothing is taken away instead. */
    public void failed(Message reason) {
        try {
            if (log != null && (steps > 0 || goesOn)) {
                tell(EventJson.message("failed", reason, clock.instant()));
            } else if (log != null) {
                close();
                EarlierRun.remove(place);
            }
        } catch (IOException e) {
            return; // the failure itself says more than that it could not be noted down
        }
    }

    private BadInput stopped(BadInput cause) {
        if (steps == 0) {
            return cause;
        }
        return new BadInput(
                cause,
                "{0} The run stops at step {1}; its last checkpoint is {2}. When that is mended it goes on with: styleseal train --resume {3}",
                cause.message(),
                steps,
                lastCheckpoint.<Object>map(checkpoint -> checkpoint).orElse(Message.of("(none)")),
                place.folder());
    }

    private static BadInput unwritable(IOException cause, Path folder) {
        return new BadInput(
                cause,
                "Cannot write the run to {0}: {1}. Expected a folder that you may write to, with enough free space. Free some space or choose another --output.",
                folder,
                Reason.of(cause));
    }

    /** Closes events.jsonl and gives the run free; closing twice does nothing. */
    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
        EventLog open = log;
        log = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw unwritable(e, place.folder());
            }
        }
    }
}
