package dev.styleseal.cli.demo;

import dev.styleseal.report.Bars;
import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.LossCurve;
import dev.styleseal.report.Machine;
import dev.styleseal.report.Picture;
import dev.styleseal.report.PictureGrid;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Section;
import dev.styleseal.run.Plan;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the seal came about: the idea, the lesson, the training, the machine, and the base that stayed as it was. */
final class TrainingSections {
    private static final int END_SHARE = 10; // of the steps, one in so many counts as the first or the last

    private final DemoSettings settings;
    private final DemoFigures figures;
    private final List<Thing> lessons;

    TrainingSections(DemoSettings settings, DemoFigures figures, List<Thing> lessons) {
        this.settings = settings;
        this.figures = figures;
        this.lessons = lessons;
    }

    Section story() {
        return new Section(
                "story",
                DemoWords.of("story"),
                List.of(
                        Prose.of(
                                DemoWords.of("story.base", settings.paintSteps(), side()),
                                DemoWords.of(
                                        "story.lesson",
                                        lessons.size(),
                                        lessons.get(0).stylePrompt())),
                        new PictureGrid(
                                DemoWords.of("story.grid", lessons.size()),
                                lessons.stream()
                                        .map(lesson ->
                                                Picture.of(lesson.real(), DemoWords.of("alt.real", lesson.name())))
                                        .toList()),
                        Prose.of(DemoWords.of(
                                "story.lora",
                                figures.training().seal().modules().size(),
                                PlainNumbers.count(figures.training().started().adapterParameters()),
                                PlainNumbers.count(figures.training().started().baseParameters()),
                                PlainNumbers.bytes(figures.sizes().seal())))));
    }

    Section training() {
        List<Block> blocks = new ArrayList<>();
        List<Double> losses = figures.training().losses();
        int ends = Math.max(1, losses.size() / END_SHARE);
        blocks.add(new LossCurve(
                DemoWords.of(
                        "training.curve",
                        DemoWords.loss(mean(losses.subList(0, ends))),
                        DemoWords.loss(mean(losses.subList(losses.size() - ends, losses.size()))),
                        ends),
                losses));
        blocks.add(Prose.of(DemoWords.of("training.what")));
        figures.training().warnings().forEach(warning -> blocks.add(Prose.of(warning.text())));
        blocks.add(plan(figures.training().plan()));
        return new Section("training", DemoWords.of("training"), blocks);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static Block plan(Plan plan) {
        List<List<String>> rows = new ArrayList<>();
        plan.settings()
                .values()
                .forEach((setting, value) -> rows.add(List.of(
                        setting.key(),
                        plain(value),
                        setting.meaning(),
                        plan.reasons().getOrDefault(setting, ""))));
        return new DataTable(
                DemoWords.of("training.table"),
                List.of(
                        DemoWords.of("training.setting"),
                        DemoWords.of("training.value"),
                        DemoWords.of("training.meaning"),
                        DemoWords.of("training.reason")),
                rows);
    }

    private static String plain(Object value) {
        return value instanceof Double number
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }

    Section machine() {
        List<Bars.Bar> bars = figures.phases().stream()
                .map(phase -> new Bars.Bar(
                        DemoWords.of("phase." + phase.key()),
                        phase.duration().toMillis() / 1000.0,
                        PlainNumbers.duration(phase.duration())))
                .toList();
        return new Section(
                "machine",
                DemoWords.of("machine"),
                List.of(
                        new Bars(DemoWords.of("machine.phases", PlainNumbers.duration(figures.total())), bars),
                        machineTable(figures.machine())));
    }

    private Block machineTable(Machine machine) {
        return new DataTable(
                DemoWords.of("machine.table"),
                List.of(DemoWords.of("machine.what"), DemoWords.of("machine.is")),
                List.of(
                        fact("processor", machine.processor()),
                        fact("cores", String.valueOf(machine.cores())),
                        fact("memory", PlainNumbers.bytes(machine.memoryBytes())),
                        fact("system", machine.system()),
                        fact("java", machine.java()),
                        fact("engine", figures.training().started().engine()),
                        fact(
                                "step",
                                DemoWords.of(
                                        "machine.step.value",
                                        PlainNumbers.decimal(figures.secondsPerStep(), 3),
                                        figures.training().plan().config().picturesPerStep())),
                        fact(
                                "picture",
                                DemoWords.of(
                                        "machine.picture.value",
                                        PlainNumbers.decimal(secondsPerPicture(), 2),
                                        settings.paintSteps()))));
    }

    private static List<String> fact(String key, String value) {
        return List.of(DemoWords.of("machine." + key), value);
    }

    private double secondsPerPicture() {
        Duration painting = figures.phases().stream()
                .filter(phase -> phase.key().startsWith("paint"))
                .map(Phases.Phase::duration)
                .reduce(Duration.ZERO, Duration::plus);
        int pictures = View.values().length * figures.heldOut().base().size() * settings.paintedSeeds();
        return painting.toMillis() / 1000.0 / pictures;
    }

    Section base() {
        return new Section(
                "base",
                DemoWords.of("base"),
                List.of(
                        Prose.of(
                                DemoWords.of(
                                        "base.is",
                                        PlainNumbers.count(figures.modelParameters()),
                                        PlainNumbers.bytes(figures.sizes().base()),
                                        side()),
                                DemoWords.of("base.not", PlainNumbers.decimal(figures.secondsPerStep(), 2))),
                        sizes(),
                        new DataTable(
                                DemoWords.of("base.frozen"),
                                List.of(DemoWords.of("base.frozen.when"), DemoWords.of("base.frozen.hash")),
                                List.of(
                                        List.of(
                                                DemoWords.of("base.frozen.before"),
                                                figures.fingerprints().before()),
                                        List.of(
                                                DemoWords.of("base.frozen.after"),
                                                figures.fingerprints().after())))));
    }

    private Block sizes() {
        return new DataTable(
                DemoWords.of("base.sizes"),
                List.of(
                        DemoWords.of("base.sizes.what"),
                        DemoWords.of("base.sizes.base"),
                        DemoWords.of("base.sizes.seal"),
                        DemoWords.of("base.sizes.share")),
                List.of(
                        List.of(
                                DemoWords.of("base.sizes.disk"),
                                PlainNumbers.bytes(figures.sizes().base()),
                                PlainNumbers.bytes(figures.sizes().seal()),
                                PlainNumbers.percent(figures.sizes().share())),
                        List.of(
                                DemoWords.of("base.sizes.values"),
                                PlainNumbers.count(figures.training().started().baseParameters()),
                                PlainNumbers.count(figures.training().started().adapterParameters()),
                                PlainNumbers.percent(figures.trainedShare()))));
    }

    private int side() {
        return figures.training().plan().width();
    }
}
