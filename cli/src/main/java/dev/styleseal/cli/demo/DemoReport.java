package dev.styleseal.cli.demo;

import dev.styleseal.report.Block;
import dev.styleseal.report.KeyFigures;
import dev.styleseal.report.Pairs;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Report;
import dev.styleseal.report.Section;
import dev.styleseal.run.HeldOutComparison;
import java.util.List;
import java.util.stream.IntStream;

/** The demo's page: what one sees first, then the sections in order. */
final class DemoReport {
    private static final int HERO_THINGS = 6;

    private final DemoSettings settings;
    private final DemoFigures figures;
    private final Gallery gallery;

    DemoReport(DemoSettings settings, DemoFigures figures, Gallery gallery) {
        this.settings = settings;
        this.figures = figures;
        this.gallery = gallery;
    }

    Report report() {
        int shown = Math.min(HERO_THINGS, gallery.things().size());
        TrainingSections training = new TrainingSections(settings, figures, gallery.lessons());
        PictureSections pictures = new PictureSections(settings, gallery, figures.leak());
        return new Report(
                DemoWords.of("title", gallery.lessons().size(), time()),
                DemoWords.of("lead", gallery.lessons().size(), shown),
                List.of(before(shown), keyFigures()),
                List.<Section>of(
                        training.story(),
                        pictures.compared(),
                        new NumberSections(figures, gallery).measured(),
                        pictures.leak(),
                        training.training(),
                        training.machine(),
                        training.base(),
                        new AgainSection(settings).section()),
                List.of(DemoWords.of("footer.painted"), DemoWords.of("footer.fluent"), DemoWords.of("footer.base")));
    }

    private String time() {
        return PlainNumbers.duration(figures.training().duration());
    }

    private Block before(int shown) {
        return new Pairs(
                DemoWords.of("before"),
                DemoWords.of("after"),
                IntStream.range(0, shown)
                        .mapToObj(thing -> new Pairs.Pair(
                                gallery.things().get(thing).name(),
                                PictureSections.picture(gallery, View.BASE_FLUENT, thing, 0),
                                PictureSections.picture(gallery, View.SEALED_FLUENT, thing, 0)))
                        .toList());
    }

    private Block keyFigures() {
        HeldOutComparison heldOut = figures.heldOut();
        return new KeyFigures(List.of(
                figure(
                        "heldout",
                        PlainNumbers.change(heldOut.relativeChange()),
                        heldOut.wins(),
                        heldOut.base().size(),
                        PlainNumbers.change(heldOut.interval().from()),
                        PlainNumbers.change(heldOut.interval().to())),
                figure(
                        "palette",
                        DemoWords.of(
                                "key.palette.value",
                                DemoWords.distance(figures.palette().base()),
                                DemoWords.distance(figures.palette().sealed())),
                        DemoWords.distance(figures.palette().floor())),
                figure(
                        "time",
                        time(),
                        figures.training().losses().size(),
                        PlainNumbers.decimal(figures.secondsPerStep(), 2),
                        figures.machine().cores()),
                figure(
                        "seal",
                        PlainNumbers.bytes(figures.sizes().seal()),
                        PlainNumbers.percent(figures.sizes().share()),
                        PlainNumbers.bytes(figures.sizes().base())),
                figure(
                        "trained",
                        PlainNumbers.percent(figures.trainedShare()),
                        PlainNumbers.count(figures.training().started().adapterParameters()),
                        PlainNumbers.count(figures.training().started().baseParameters())),
                frozen()));
    }

    private static KeyFigures.Figure figure(String key, String value, Object... arguments) {
        return new KeyFigures.Figure(
                value, DemoWords.of("key." + key), DemoWords.of("key." + key + ".note", arguments));
    }

    private KeyFigures.Figure frozen() {
        String same = figures.fingerprints().isEqual() ? "none" : "some";
        return new KeyFigures.Figure(
                DemoWords.of("key.frozen." + same),
                DemoWords.of("key.frozen"),
                DemoWords.of("key.frozen.note." + same));
    }
}
