package dev.styleseal.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.run.RunHistory.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Lines of {@link CheckEventJson} read back. */
final class CheckEventReader {
    private CheckEventReader() {}

    static Evaluation evaluation(EventLine line) {
        List<List<Double>> losses = new ArrayList<>();
        for (JsonNode picture : line.json().path("losses")) {
            List<Double> each = new ArrayList<>();
            picture.forEach(loss -> each.add(line.finite(loss, "losses")));
            losses.add(each);
        }
        if (losses.isEmpty() || losses.stream().anyMatch(List::isEmpty)) {
            throw line.wrong("losses, a list of numbers for each picture");
        }
        return new Evaluation(
                new LossScore(line.count("step"), line.flag("heldOut"), losses),
                line.number("base"),
                line.number("change"),
                new HeldOutComparison.Range(line.number("from"), line.number("to")));
    }

    static Preflight preflight(EventLine line) {
        return new Preflight(
                line.count("steps"),
                new Preflight.Speed(
                        line.seconds("stepSeconds"),
                        line.seconds("evaluationSeconds"),
                        line.seconds("previewSeconds"),
                        line.seconds("saveSeconds")),
                line.seconds("totalSeconds"),
                new Preflight.Need(line.whole("memoryBytes"), line.whole("memoryAvailable")),
                new Preflight.Need(line.whole("diskBytes"), line.whole("diskAvailable")),
                line.sentence("basis"));
    }

    static Choice choice(EventLine line) {
        List<Choice.Candidate> candidates = new ArrayList<>();
        for (JsonNode candidate : line.json().path("candidates")) {
            candidates.add(candidate(line.in(candidate)));
        }
        return new Choice(
                line.count("step"), line.count("lastStep"), line.flag("claimed"), line.sentence("reason"), candidates);
    }

    private static Choice.Candidate candidate(EventLine line) {
        return new Choice.Candidate(
                line.count("step"),
                line.number("mean"),
                line.number("behind"),
                line.number("margin"),
                line.has("memorised") ? Optional.of(guard(line)) : Optional.empty());
    }

    private static Choice.Guard guard(EventLine line) {
        return new Choice.Guard(
                line.flag("memorised"),
                line.number("nearest"),
                line.number("ordinary"),
                line.has("leak") ? OptionalDouble.of(line.number("leak")) : OptionalDouble.empty());
    }

    /** The file is named only where whoever wrote the line said so. */
    static SelfTest selfTest(EventLine line, Path folder) {
        return new SelfTest(
                line.count("pictures"), line.number("effect"), line.number("prediction"), line.number("fileError"));
    }
}
