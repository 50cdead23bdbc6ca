package dev.styleseal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.TrainingReport;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.run.Choice;
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
    /** Of 255: less than that nobody sees. */
    private static final double HARDLY_ANY = 1;

    void tell(Console console) {
        TrainingEvent.Finished end = report.finished();
        if (end.interrupted()) {
            console.result(
                    "Interrupted after step {0} of {1}. To go on: styleseal train --resume {2}",
                    end.steps(), report.plannedSteps(), quoted(place.folder().toString()));
        }
        console.result(
                "The seal is {0} ({1} kB): step {2} of {3}, after {4} of training.",
                place.seal(),
                Math.round(bytes() / 1000.0),
                report.choice().map(Choice::step).orElse(end.steps()),
                end.steps(),
                ProgressDisplay.words(end.elapsed()));
        report.choice().ifPresent(choice -> console.result("Chosen: {0}.", choice.reason()));
        report.selfTest()
                .filter(test -> test.effect() < HARDLY_ANY)
                .ifPresent(test -> console.result(
                        "It hardly changes what is painted: by {0} of 255. More --steps or a higher --learning-rate may help.",
                        Figure.decimal(test.effect(), 2)));
        console.result("The report is {0}.", place.folder().resolve(TrainingReport.FILE));
        List<Message> warnings = report.warnings();
        if (!warnings.isEmpty()) {
            console.result("There {0|was|were} {0} {0|warning|warnings}, above and in events.jsonl.", warnings.size());
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
                .put("seconds", end.elapsed().toMillis() / 1000.0)
                .put("report", place.folder().resolve(TrainingReport.FILE).toString());
        report.loss().ifPresent(loss -> json.put("loss", loss));
        report.choice()
                .ifPresent(choice -> json.putObject("chosen")
                        .put("step", choice.step())
                        .put("claimed", choice.claimed())
                        .put("reason", console.text(choice.reason())));
        report.selfTest()
                .ifPresent(test -> json.putObject("selfTest")
                        .put("effect", test.effect())
                        .put("prediction", test.prediction())
                        .put("fileError", test.fileError()));
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
