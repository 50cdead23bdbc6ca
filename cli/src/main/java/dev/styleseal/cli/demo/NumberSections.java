package dev.styleseal.cli.demo;

import dev.styleseal.report.Bars;
import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Section;
import dev.styleseal.run.HeldOutComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What can be measured: error and colours on things that training never saw. */
final class NumberSections {
    private final DemoWords words;
    private final DemoFigures figures;
    private final Gallery gallery;

    NumberSections(DemoWords words, DemoFigures figures, Gallery gallery) {
        this.words = words;
        this.figures = figures;
        this.gallery = gallery;
    }

    Section measured() {
        List<Block> blocks = new ArrayList<>();
        HeldOutComparison heldOut = figures.heldOut();
        blocks.add(
                Prose.of(words.of("numbers.heldout", heldOut.base().size()), words.of("numbers." + verdict(heldOut))));
        blocks.add(together(heldOut));
        blocks.add(each(heldOut));
        blocks.add(Prose.of(words.of("numbers.palette")));
        blocks.add(palette());
        figures.palette().closed().ifPresent(closed -> blocks.add(Prose.of(closed(closed))));
        return new Section("numbers", words.of("numbers"), blocks);
    }

    private static String verdict(HeldOutComparison heldOut) {
        if (heldOut.interval().to() < 0) {
            return "better";
        }
        return heldOut.interval().from() > 0 ? "worse" : "unclear";
    }

    private Block together(HeldOutComparison heldOut) {
        return new DataTable(
                words.of("numbers.table"),
                List.of(
                        words.of("numbers.measure"),
                        words.of("numbers.base"),
                        words.of("numbers.sealed"),
                        words.of("numbers.change"),
                        words.of("numbers.interval"),
                        words.of("numbers.wins")),
                List.of(List.of(
                        words.of("numbers.all"),
                        words.loss(heldOut.baseMean()),
                        words.loss(heldOut.sealedMean()),
                        words.number(PlainNumbers.change(heldOut.relativeChange())),
                        words.of(
                                "numbers.range",
                                words.number(
                                        PlainNumbers.change(heldOut.interval().from())),
                                words.number(
                                        PlainNumbers.change(heldOut.interval().to()))),
                        words.of(
                                "numbers.wins.of",
                                heldOut.wins(),
                                heldOut.base().size()))));
    }

    private Block each(HeldOutComparison heldOut) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < heldOut.base().size(); i++) {
            double base = heldOut.base().get(i);
            double sealed = heldOut.sealed().get(i);
            rows.add(List.of(
                    gallery.things().get(i).name(),
                    words.loss(base),
                    words.loss(sealed),
                    words.number(PlainNumbers.change(sealed / base - 1))));
        }
        return new DataTable(
                words.of("numbers.each"),
                List.of(
                        words.of("numbers.measure"),
                        words.of("numbers.base"),
                        words.of("numbers.sealed"),
                        words.of("numbers.change")),
                rows);
    }

    private Block palette() {
        return new Bars(
                words.of("numbers.palette.table"),
                List.of(
                        bar("base", figures.palette().base()),
                        bar("sealed", figures.palette().sealed()),
                        bar("floor", figures.palette().floor())));
    }

    private Bars.Bar bar(String key, OptionalDouble distance) {
        return new Bars.Bar(words.of("numbers.palette." + key), distance.orElse(0), words.distance(distance));
    }

    private String closed(double closed) {
        if (closed >= 1) {
            return words.of("numbers.closed.all");
        }
        return closed < 0
                ? words.of("numbers.closed.away")
                : words.of("numbers.closed", words.number(PlainNumbers.percent(closed)));
    }
}
