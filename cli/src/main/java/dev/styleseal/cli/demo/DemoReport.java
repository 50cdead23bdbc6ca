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

    private final DemoWords words;
    private final DemoSettings settings;
    private final DemoFigures figures;
    private final Gallery gallery;

    DemoReport(DemoWords words, DemoSettings settings, DemoFigures figures, Gallery gallery) {
        this.words = words;
        this.settings = settings;
        this.figures = figures;
        this.gallery = gallery;
    }

    Report report() {
        int shown = Math.min(HERO_THINGS, gallery.things().size());
        TrainingSections training = new TrainingSections(words, settings, figures, gallery.lessons());
        PictureSections pictures = new PictureSections(words, settings, gallery, figures.leak());
        return new Report(
                words.language(),
                words.of("title", gallery.lessons().size(), time()),
                words.of("lead", gallery.lessons().size(), shown),
                List.of(before(shown), keyFigures()),
                List.<Section>of(
                        training.story(),
                        pictures.compared(),
                        new NumberSections(words, figures, gallery).measured(),
                        pictures.leak(),
                        training.training(),
                        training.machine(),
                        training.base(),
                        new AgainSection(words, settings).section()),
                List.of(words.of("footer.painted"), words.of("footer.fluent"), words.of("footer.base")));
    }

    private String time() {
        return words.number(PlainNumbers.duration(figures.training().duration()));
    }

    private Block before(int shown) {
        return new Pairs(
                words.of("before"),
                words.of("after"),
                IntStream.range(0, shown)
                        .mapToObj(thing -> new Pairs.Pair(
                                gallery.things().get(thing).name(),
                                PictureSections.picture(words, gallery, View.BASE_FLUENT, thing, 0),
                                PictureSections.picture(words, gallery, View.SEALED_FLUENT, thing, 0)))
                        .toList());
    }

    private Block keyFigures() {
        HeldOutComparison heldOut = figures.heldOut();
        return new KeyFigures(List.of(
                figure(
                        "heldout",
                        words.number(PlainNumbers.change(heldOut.relativeChange())),
                        heldOut.wins(),
                        heldOut.base().size(),
                        words.number(PlainNumbers.change(heldOut.interval().from())),
                        words.number(PlainNumbers.change(heldOut.interval().to()))),
                figure(
                        "palette",
                        words.of(
                                "key.palette.value",
                                words.distance(figures.palette().base()),
                                words.distance(figures.palette().sealed())),
                        words.distance(figures.palette().floor())),
                figure(
                        "time",
                        time(),
                        figures.training().losses().size(),
                        words.number(PlainNumbers.decimal(figures.secondsPerStep(), 2)),
                        figures.machine().cores()),
                figure(
                        "seal",
                        words.number(PlainNumbers.bytes(figures.sizes().seal())),
                        words.number(PlainNumbers.percent(figures.sizes().share())),
                        words.number(PlainNumbers.bytes(figures.sizes().base()))),
                figure(
                        "trained",
                        words.number(PlainNumbers.percent(figures.trainedShare())),
                        words.number(
                                PlainNumbers.count(figures.training().started().adapterParameters())),
                        words.number(
                                PlainNumbers.count(figures.training().started().baseParameters()))),
                frozen()));
    }

    private KeyFigures.Figure figure(String key, String value, Object... arguments) {
        return new KeyFigures.Figure(value, words.of("key." + key), words.of("key." + key + ".note", arguments));
    }

    private KeyFigures.Figure frozen() {
        String same = figures.fingerprints().isEqual() ? "none" : "some";
        return new KeyFigures.Figure(
                words.of("key.frozen." + same), words.of("key.frozen"), words.of("key.frozen.note." + same));
    }
}
