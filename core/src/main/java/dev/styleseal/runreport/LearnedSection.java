package dev.styleseal.runreport;

import dev.styleseal.file.BlockStrength;
import dev.styleseal.report.Block;
import dev.styleseal.report.KeyFigures;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Section;
import dev.styleseal.run.Choice;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.run.Kind;
import dev.styleseal.run.RunHistory;
import dev.styleseal.run.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was learned, in a paragraph whose words follow the numbers, and the few figures that tell most of it. */
final class LearnedSection {
    private static final int BLOCKS_NAMED = 2;

    private final RunWords words;
    private final RunStory story;
    private final RunHistory history;

    LearnedSection(RunWords words, RunStory story) {
        this.words = words;
        this.story = story;
        history = story.history();
    }

    /** The sentence under the heading. */
    String lead() {
        return words.of("lead." + kind().label(), history.planned().pictures(), story.base());
    }

    Section section() {
        List<String> sentences = new ArrayList<>();
        sentences.add(words.of("learned." + kind().label(), story.base()));
        sentences.add(words.of(
                passes() == 0 ? "learned.few" : "learned.from",
                history.planned().pictures(),
                history.lastStep(),
                passes()));
        sentences.add(ending());
        sentences.add(measured());
        history.checks().choice().ifPresent(choice -> sentences.add(chosen(choice)));
        blocks().ifPresent(sentences::add);
        String first = sentences.stream().filter(text -> !text.isEmpty()).collect(Collectors.joining(" "));
        return new Section("learned", words.of("learned"), List.of(Prose.of(first, call())));
    }

    private Kind kind() {
        return Kind.named(
                history.description().settings().has(Setting.KIND)
                        ? history.description().settings().text(Setting.KIND)
                        : Kind.STYLE.label());
    }

    private long passes() {
        long shown =
                history.steps().stream().mapToLong(RunHistory.Step::pictures).sum();
        return Math.round((double) shown / Math.max(1, history.planned().pictures()));
    }

    private int plannedSteps() {
        return history.description().settings().has(Setting.STEPS)
                ? history.description().settings().whole(Setting.STEPS)
                : history.lastStep();
    }

    private String ending() {
        Optional<RunHistory.Ending> ending = history.ending();
        if (ending.isEmpty()) {
            return words.of("learned.running", history.lastStep(), plannedSteps());
        }
        if (ending.get().failure().isPresent()) {
            String reason = ending.get().failure().get().text(words.language());
            return words.of("learned.failed", history.lastStep(), plannedSteps(), reason);
        }
        if (ending.get().interrupted()) {
            return words.of("learned.interrupted", ending.get().steps(), plannedSteps());
        }
        return "";
    }

    private String measured() {
        Optional<RunHistory.Evaluation> found =
                history.decisive().filter(evaluation -> evaluation.score().step() > 0);
        if (found.isEmpty()) {
            return words.of("learned.unmeasured");
        }
        RunHistory.Evaluation evaluation = found.get();
        String verdict = evaluation.score().heldOut() ? verdict(evaluation.interval()) : "own";
        return words.of(
                "learned." + verdict,
                evaluation.score().losses().size(),
                words.change(evaluation.change()),
                words.change(evaluation.interval().from()),
                words.change(evaluation.interval().to()));
    }

    private static String verdict(HeldOutComparison.Range interval) {
        if (interval.to() < 0) {
            return "better";
        }
        return interval.from() > 0 ? "worse" : "unclear";
    }

    private String chosen(Choice choice) {
        return choice.claimed()
                ? words.of("learned.chosen", choice.step(), choice.lastStep())
                : words.of("learned.taken", choice.step());
    }

    /** The energy of a change is the square of its norm, so that shares of blocks add up. */
    private Optional<String> blocks() {
        List<BlockStrength> strongest = story.seal().blocks().stream()
                .sorted(Comparator.comparingDouble(BlockStrength::norm).reversed())
                .limit(BLOCKS_NAMED)
                .toList();
        double all = energy(story.seal().blocks());
        if (all == 0 || strongest.size() < BLOCKS_NAMED) {
            return Optional.empty();
        }
        return Optional.of(words.of(
                "learned.blocks",
                strongest.get(0).block(),
                strongest.get(1).block(),
                words.percent(energy(strongest) / all)));
    }

    private static double energy(List<BlockStrength> blocks) {
        return blocks.stream().mapToDouble(block -> block.norm() * block.norm()).sum();
    }

    private String call() {
        if (story.trigger().isPresent()) {
            return words.of("learned.trigger", story.trigger().get());
        }
        return story.prompt().isEmpty() ? words.of("learned.callless") : words.of("learned.caption", story.prompt());
    }

    Block figures() {
        List<KeyFigures.Figure> figures = new ArrayList<>();
        figures.add(figure("steps", words.count(history.lastStep()), words.count(plannedSteps())));
        figures.add(figure(
                "pictures",
                words.count(history.planned().pictures()),
                story.lessons().sizes().withheld()));
        history.decisive()
                .filter(evaluation -> evaluation.score().step() > 0)
                .ifPresent(evaluation -> figures.add(new KeyFigures.Figure(
                        words.change(evaluation.change()),
                        words.of(evaluation.score().heldOut() ? "key.heldout" : "key.own"),
                        words.of("key.interval", words.interval(evaluation.interval())))));
        Duration elapsed = history.ending()
                .map(RunHistory.Ending::elapsed)
                .orElseGet(() -> history.steps().stream()
                        .reduce((earlier, later) -> later)
                        .map(RunHistory.Step::elapsed)
                        .orElse(Duration.ZERO));
        int steps = Math.max(1, history.lastStep());
        figures.add(figure("time", words.duration(elapsed), words.seconds(elapsed.dividedBy(steps))));
        figures.add(figure(
                "seal",
                words.bytes(story.seal().bytes()),
                words.count(history.began().adapterParameters())));
        figures.add(figure(
                "share",
                words.percent((double) history.began().adapterParameters()
                        / Math.max(1, history.began().baseParameters())),
                words.count(history.began().baseParameters())));
        return new KeyFigures(figures);
    }

    private KeyFigures.Figure figure(String key, String value, Object... arguments) {
        return new KeyFigures.Figure(value, words.of("key." + key), words.of("key." + key + ".note", arguments));
    }
}
