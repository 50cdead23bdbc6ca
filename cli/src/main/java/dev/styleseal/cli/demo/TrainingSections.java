package dev.styleseal.cli.demo;

import dev.styleseal.report.Bars;
import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Machine;
import dev.styleseal.report.Picture;
import dev.styleseal.report.PictureGrid;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Section;
import dev.styleseal.run.Plan;
import dev.styleseal.runreport.MachineTable;
import dev.styleseal.runreport.SettingsTable;
import dev.styleseal.runreport.TrainingCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How the seal came about: the idea, the lesson, the training, the machine, and the base that stayed as it was. */
final class TrainingSections {
    private final DemoWords words;
    private final DemoSettings settings;
    private final DemoFigures figures;
    private final List<Thing> lessons;

    TrainingSections(DemoWords words, DemoSettings settings, DemoFigures figures, List<Thing> lessons) {
        this.words = words;
        this.settings = settings;
        this.figures = figures;
        this.lessons = lessons;
    }

    Section story() {
        return new Section(
                "story",
                words.of("story"),
                List.of(
                        Prose.of(
                                words.of("story.base", settings.paintSteps(), side()),
                                words.of(
                                        "story.lesson",
                                        lessons.size(),
                                        lessons.get(0).stylePrompt())),
                        new PictureGrid(
                                words.of("story.grid", lessons.size()),
                                lessons.stream()
                                        .map(lesson -> Picture.of(lesson.real(), words.of("alt.real", lesson.name())))
                                        .toList()),
                        Prose.of(words.of(
                                "story.lora",
                                figures.training().seal().modules().size(),
                                words.number(PlainNumbers.count(
                                        figures.training().started().adapterParameters())),
                                words.number(PlainNumbers.count(
                                        figures.training().started().baseParameters())),
                                words.number(PlainNumbers.bytes(figures.sizes().seal()))))));
    }

    Section training() {
        List<Block> blocks = new ArrayList<>();
        List<Double> losses = figures.training().losses();
        blocks.add(TrainingCurve.of(words.language(), losses));
        blocks.add(Prose.of(words.of("training.what")));
        figures.training().warnings().forEach(warning -> blocks.add(Prose.of(warning.text(words.language()))));
        Plan plan = figures.training().plan();
        blocks.add(SettingsTable.of(words.language(), plan.settings(), plan.reasons()));
        return new Section("training", words.of("training"), blocks);
    }

    Section machine() {
        List<Bars.Bar> bars = figures.phases().stream()
                .map(phase -> new Bars.Bar(
                        words.of("phase." + phase.key()),
                        phase.duration().toMillis() / 1000.0,
                        words.number(PlainNumbers.duration(phase.duration()))))
                .toList();
        return new Section(
                "machine",
                words.of("machine"),
                List.of(
                        new Bars(
                                words.of("machine.phases", words.number(PlainNumbers.duration(figures.total()))), bars),
                        machineTable(figures.machine())));
    }

    private Block machineTable(Machine machine) {
        return MachineTable.of(
                words.language(),
                machine,
                figures.training().started().engine(),
                List.of(
                        fact(
                                "step",
                                words.of(
                                        "machine.step.value",
                                        words.number(PlainNumbers.decimal(figures.secondsPerStep(), 3)),
                                        figures.training().plan().config().picturesPerStep())),
                        fact(
                                "picture",
                                words.of(
                                        "machine.picture.value",
                                        words.number(PlainNumbers.decimal(secondsPerPicture(), 2)),
                                        settings.paintSteps()))));
    }

    private List<String> fact(String key, String value) {
        return List.of(words.of("machine." + key), value);
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
                words.of("base"),
                List.of(
                        Prose.of(
                                words.of(
                                        "base.is",
                                        words.number(PlainNumbers.count(figures.modelParameters())),
                                        words.number(PlainNumbers.bytes(
                                                figures.sizes().base())),
                                        side()),
                                words.of("base.not", words.number(PlainNumbers.decimal(figures.secondsPerStep(), 2)))),
                        sizes(),
                        new DataTable(
                                words.of("base.frozen"),
                                List.of(words.of("base.frozen.when"), words.of("base.frozen.hash")),
                                List.of(
                                        List.of(
                                                words.of("base.frozen.before"),
                                                figures.fingerprints().before()),
                                        List.of(
                                                words.of("base.frozen.after"),
                                                figures.fingerprints().after())))));
    }

    private Block sizes() {
        return new DataTable(
                words.of("base.sizes"),
                List.of(
                        words.of("base.sizes.what"),
                        words.of("base.sizes.base"),
                        words.of("base.sizes.seal"),
                        words.of("base.sizes.share")),
                List.of(
                        List.of(
                                words.of("base.sizes.disk"),
                                words.number(PlainNumbers.bytes(figures.sizes().base())),
                                words.number(PlainNumbers.bytes(figures.sizes().seal())),
                                words.number(
                                        PlainNumbers.percent(figures.sizes().share()))),
                        List.of(
                                words.of("base.sizes.values"),
                                words.number(PlainNumbers.count(
                                        figures.training().started().baseParameters())),
                                words.number(PlainNumbers.count(
                                        figures.training().started().adapterParameters())),
                                words.number(PlainNumbers.percent(figures.trainedShare())))));
    }

    private int side() {
        return figures.training().plan().width();
    }
}
