package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Section;
import dev.styleseal.run.Preflight;
import dev.styleseal.run.RunHistory;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the run was expected to take and what it took, on which machine, and when. */
final class PlanSection {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final RunWords words;
    private final RunStory story;
    private final RunHistory history;

    PlanSection(RunWords words, RunStory story) {
        this.words = words;
        this.story = story;
        history = story.history();
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        history.checks()
                .preflight()
                .ifPresentOrElse(preflight -> planned(preflight, blocks), () -> blocks.add(words.prose("plan.none")));
        blocks.add(MachineTable.of(
                words.language(), story.machine(), history.began().engine(), measured()));
        return new Section("plan", words.of("plan"), blocks);
    }

    private void planned(Preflight preflight, List<Block> blocks) {
        Preflight.Speed speed = preflight.speed();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("step", words.seconds(speed.step()), step().map(words::seconds)));
        rows.add(row("total", words.duration(preflight.total()), whole().map(words::duration)));
        unmeasured("evaluation", speed.evaluation(), rows);
        unmeasured("preview", speed.preview(), rows);
        unmeasured("save", speed.save(), rows);
        rows.add(row("memory", need(preflight.memory()), Optional.empty()));
        rows.add(row(
                "disk",
                need(preflight.disk()),
                Optional.of(words.bytes(story.seal().folderBytes()))));
        blocks.add(new DataTable(
                words.of("plan.table"),
                List.of(words.of("plan.what"), words.of("plan.expected"), words.of("plan.happened")),
                rows));
        blocks.add(words.prose("plan.basis", preflight.basis().text(words.language())));
    }

    private void unmeasured(String key, Duration expected, List<List<String>> rows) {
        rows.add(row(key, expected.isZero() ? words.of("plan.notdone") : words.seconds(expected), Optional.empty()));
    }

    private List<String> row(String key, String expected, Optional<String> happened) {
        return List.of(words.of("plan." + key), expected, happened.orElse(words.of("plan.unmeasured")));
    }

    private String need(Preflight.Need need) {
        return need.available() < 0
                ? words.bytes(need.needed())
                : words.of("plan.need", words.bytes(need.needed()), words.bytes(need.available()));
    }

    /** The mean time of a step. */
    private Optional<Duration> step() {
        return history.steps().stream()
                .reduce((earlier, later) -> later)
                .map(last -> last.elapsed().dividedBy(Math.max(1, last.step())));
    }

    /** From the first step to the end; nothing where the run has none, or was resumed and so has gaps. */
    private Optional<Duration> whole() {
        return history.resumed().isEmpty()
                ? history.ending()
                        .map(ending -> Duration.between(history.began().at(), ending.at()))
                        .filter(duration -> !duration.isNegative())
                : Optional.empty();
    }

    private List<List<String>> measured() {
        List<List<String>> rows = new ArrayList<>();
        int pictures = history.steps().isEmpty() ? 0 : history.steps().get(0).pictures();
        step().ifPresent(step -> rows.add(
                List.of(words.of("machine.step"), words.of("machine.step.value", words.seconds(step), pictures))));
        rows.add(List.of(words.of("plan.began"), TIME.format(history.began().at())));
        history.ending().ifPresent(ending -> rows.add(List.of(words.of("plan.ended"), TIME.format(ending.at()))));
        whole().ifPresent(whole -> rows.add(List.of(words.of("plan.whole"), words.duration(whole))));
        return rows;
    }
}
