package dev.styleseal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.run.RunPlace;
import dev.styleseal.run.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a training led to. */
record TrainResult(RunPlace place, String prompt, Path model, TrainReport report) {
    void tell(Console console) {
        TrainingEvent.Finished end = report.finished();
        if (end.interrupted()) {
            console.result("Interrupted after step {0} of {1}.", end.steps(), report.plannedSteps());
        }
        console.result(
                "The seal is {0} ({1} kB): {2} steps in {3}, loss {4}.",
                place.seal(),
                Math.round(bytes() / 1000.0),
                end.steps(),
                ProgressDisplay.words(end.elapsed()),
                Figure.decimal(report.loss(), 4));
        List<Message> warnings = report.warnings();
        if (!warnings.isEmpty()) {
            console.result("There were {0} warnings; they are above and in events.jsonl.", warnings.size());
        }
        console.result(
                "Try it:\n  styleseal generate --model {0} --seal {1} --prompt {2}",
                quoted(model.toString()), quoted(place.seal().toString()), quoted(prompt));
    }

    JsonNode json(Console console) {
        TrainingEvent.Finished end = report.finished();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("seal", place.seal().toString())
                .put("bytes", bytes())
                .put("run", place.folder().toString())
                .put("steps", end.steps())
                .put("plannedSteps", report.plannedSteps())
                .put("interrupted", end.interrupted())
                .put("loss", report.loss())
                .put("seconds", end.elapsed().toMillis() / 1000.0);
        ArrayNode warnings = json.putArray("warnings");
        report.warnings().forEach(warning -> warnings.add(console.text(warning)));
        return json;
    }

    /** Of the file, or of all files in a PEFT folder. */
    private long bytes() {
        try (Stream<Path> files = Files.walk(place.seal())) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it was written and read back a moment ago
        }
    }

    /** As a POSIX shell takes it. */
    private static String quoted(String word) {
        return word.matches("[\\w./:+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
