package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.EvaluationCurve;
import dev.styleseal.report.Section;
import dev.styleseal.run.Choice;
import dev.styleseal.run.RunHistory;
import dev.styleseal.run.RunHistory.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How the loss moved: measured always alike, with the chosen point and why, and step by step. */
final class CurveSection {
    private final RunWords words;
    private final RunHistory history;

    CurveSection(RunWords words, RunHistory history) {
        this.words = words;
        this.history = history;
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        if (history.evaluations().isEmpty()) {
            blocks.add(words.prose("curve.none"));
        } else {
            blocks.add(evaluations());
        }
        history.checks().choice().ifPresent(choice -> chosen(choice, blocks));
        if (history.steps().isEmpty()) {
            blocks.add(words.prose("curve.nosteps"));
        } else {
            SortedMap<Integer, Double> losses = new TreeMap<>();
            history.steps().forEach(step -> losses.put(step.step(), step.loss()));
            blocks.add(TrainingCurve.of(words.language(), losses));
            blocks.add(words.prose("curve.what"));
        }
        if (!history.resumed().isEmpty()) {
            String steps = history.resumed().stream().map(words::count).collect(Collectors.joining(", "));
            blocks.add(words.prose("curve.resumed", steps));
        }
        return new Section("curve", words.of("curve"), blocks);
    }

    private Block evaluations() {
        List<Evaluation> evaluations = history.evaluations();
        Evaluation last = evaluations.get(evaluations.size() - 1);
        List<EvaluationCurve.Point> points = evaluations.stream()
                .map(each -> new EvaluationCurve.Point(
                        each.score().step(),
                        each.score().mean(),
                        each.base() * (1 + each.interval().from()),
                        each.base() * (1 + each.interval().to())))
                .toList();
        Optional<EvaluationCurve.Mark> mark = history.checks()
                .choice()
                .map(choice -> new EvaluationCurve.Mark(
                        choice.step(),
                        words.of(choice.claimed() ? "curve.chosen" : "curve.taken", words.count(choice.step()))));
        int steps = Math.max(1, Math.max(history.lastStep(), last.score().step()));
        return new EvaluationCurve(
                words.of(
                        last.score().heldOut() ? "curve.heldout" : "curve.own",
                        last.score().losses().size()),
                points,
                new EvaluationCurve.Level(last.base(), words.of("curve.base", words.loss(last.base()))),
                mark,
                steps);
    }

    private void chosen(Choice choice, List<Block> blocks) {
        blocks.add(words.prose("curve.why", choice.reason().text(words.language())));
        if (choice.candidates().size() > 1) {
            List<List<String>> rows = choice.candidates().stream()
                    .map(candidate -> row(choice, candidate))
                    .toList();
            blocks.add(new DataTable(
                    words.of("curve.candidates"),
                    List.of(
                            words.of("curve.candidate.step"),
                            words.of("curve.candidate.loss"),
                            words.of("curve.candidate.behind"),
                            words.of("curve.candidate.margin"),
                            words.of("curve.candidate.verdict")),
                    rows));
        }
    }

    private List<String> row(Choice choice, Choice.Candidate candidate) {
        boolean memorised = candidate.guard().map(Choice.Guard::memorised).orElse(false);
        String verdict = candidate.step() == choice.step()
                ? words.of("curve.candidate.chosen")
                : memorised ? words.of("curve.candidate.memorised") : "";
        return List.of(
                words.count(candidate.step()),
                words.loss(candidate.mean()),
                words.percent(candidate.behind()),
                words.percent(candidate.margin()),
                verdict);
    }
}
