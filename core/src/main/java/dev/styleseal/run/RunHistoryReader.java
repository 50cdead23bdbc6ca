package dev.styleseal.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.run.RunHistory.Began;
import dev.styleseal.run.RunHistory.Checkpoint;
import dev.styleseal.run.RunHistory.Checks;
import dev.styleseal.run.RunHistory.Ending;
import dev.styleseal.run.RunHistory.Evaluation;
import dev.styleseal.run.RunHistory.Planned;
import dev.styleseal.run.RunHistory.Preview;
import dev.styleseal.run.RunHistory.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers a {@link RunHistory} from the lines of a run. One object reads one run. */
final class RunHistoryReader {
    private final Path folder;
    private final Path events;
    private final Set<Message> warnings = new LinkedHashSet<>();
    private final List<Integer> resumed = new ArrayList<>();
    private final SortedMap<Integer, Step> steps = new TreeMap<>();
    private final SortedMap<Integer, Evaluation> evaluations = new TreeMap<>();
    private final SortedMap<Integer, SortedMap<Long, Preview>> previews = new TreeMap<>();
    private final SortedMap<Integer, Checkpoint> checkpoints = new TreeMap<>();
    private Checks checks = Checks.NONE;
    private Optional<Ending> ending = Optional.empty();
    private Optional<Path> rescued = Optional.empty();
    private @Nullable Planned planned;
    private @Nullable Began began;

    RunHistoryReader(Path folder) {
        this.folder = folder;
        events = folder.resolve("events.jsonl");
    }

    RunHistory read() {
        Path toml = folder.resolve("run.toml");
        if (!Files.isRegularFile(events) || !Files.isRegularFile(toml)) {
            throw new BadInput(
                    "There is no run in {0}. Expected a folder that styleseal train wrote, with run.toml and events.jsonl. Check the name.",
                    folder);
        }
        RunDescription description = RunToml.read(toml);
        new EventFile(events).forEach(this::take);
        Planned plan = planned;
        Began start = began;
        if (plan == null || start == null) {
            throw new CorruptFile(
                    "{0} has no event {1}. Expected the events of a run from its beginning. Name the folder of another run.",
                    events, plan == null ? "planned" : "started");
        }
        return new RunHistory(
                folder,
                description,
                plan,
                List.copyOf(warnings),
                start,
                resumed,
                List.copyOf(steps.values()),
                List.copyOf(evaluations.values()),
                previews.values().stream()
                        .flatMap(each -> each.values().stream())
                        .toList(),
                List.copyOf(checkpoints.values()),
                checks,
                ending);
    }

    private void take(EventLine line) {
        switch (line.event()) {
            case "planned" -> planned = planned(line);
            case "warned" -> warnings.add(MessageJson.read(line, line.json()));
            case "started" -> began = started(line);
            case "resumed" -> resume(line.count("step"));
            case "stepped" -> steps.put(line.count("step"), step(line));
            case "evaluated" -> {
                Evaluation evaluation = CheckEventReader.evaluation(line);
                evaluations.put(evaluation.score().step(), evaluation);
            }
            case "previewed" ->
                previews.computeIfAbsent(line.count("step"), step -> new TreeMap<>())
                        .put(line.whole("seed"), preview(line));
            case "checkpointed" ->
                checkpoints.put(
                        line.count("step"),
                        new Checkpoint(line.count("step"), line.inside(folder, "file"), line.whole("bytes")));
            case "preflighted" -> checks = checks.with(CheckEventReader.preflight(line));
            case "chosen" -> checks = checks.with(CheckEventReader.choice(line));
            case "selfTested" -> checks = checks.with(CheckEventReader.selfTest(line, folder));
            case "rolledBack" -> rescued = Optional.of(line.inside(folder, "file"));
            case "finished" -> ending = Optional.of(finished(line));
            case "failed" -> ending = Optional.of(failed(line));
            default -> {
                // an event of a later version, or one that no history needs, such as encoding
            }
        }
    }

    /** What came after that step, and any end, was of a run that went on elsewhere. */
    private void resume(int step) {
        resumed.add(step);
        steps.tailMap(step + 1).clear();
        evaluations.tailMap(step + 1).clear();
        previews.tailMap(step + 1).clear();
        checkpoints.tailMap(step + 1).clear();
        checks = checks.onlyPreflight();
        ending = Optional.empty();
        rescued = Optional.empty();
    }

    private static Planned planned(EventLine line) {
        Map<Setting, Message> reasons = new EnumMap<>(Setting.class);
        JsonNode told = line.json().path("reasons");
        for (Setting setting : Setting.values()) {
            if (told.has(setting.key())) {
                reasons.put(setting, MessageJson.read(line, told.path(setting.key())));
            }
        }
        return new Planned(line.count("pictures"), line.count("width"), line.count("height"), reasons);
    }

    private static Began started(EventLine line) {
        Message engine =
                line.has("engineSentence") ? line.sentence("engineSentence") : Message.of("{0}", line.text("engine"));
        return new Began(line.at(), line.whole("adapterParameters"), line.whole("baseParameters"), engine);
    }

    private static Step step(EventLine line) {
        return new Step(
                line.count("step"), line.number("loss"), line.count("pictures"), line.seconds("elapsedSeconds"));
    }

    private Preview preview(EventLine line) {
        return new Preview(line.count("step"), line.text("prompt"), line.whole("seed"), line.inside(folder, "file"));
    }

    private Ending finished(EventLine line) {
        return new Ending(
                line.at(),
                line.count("steps"),
                line.flag("interrupted"),
                line.seconds("elapsedSeconds"),
                Optional.of(line.inside(folder, "file")),
                Optional.empty());
    }

    /** The seal of a run that failed is that of its last good state, where it went back to one. */
    private Ending failed(EventLine line) {
        Step last = steps.values().stream().reduce((earlier, later) -> later).orElse(new Step(0, 0, 0, Duration.ZERO));
        return new Ending(
                line.at(),
                last.step(),
                false,
                last.elapsed(),
                rescued,
                Optional.of(MessageJson.read(line, line.json())));
    }
}
