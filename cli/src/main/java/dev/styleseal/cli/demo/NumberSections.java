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
    private final DemoFigures figures;
    private final Gallery gallery;

    NumberSections(DemoFigures figures, Gallery gallery) {
        this.figures = figures;
        this.gallery = gallery;
    }

    Section measured() {
        List<Block> blocks = new ArrayList<>();
        HeldOutComparison heldOut = figures.heldOut();
        blocks.add(Prose.of(
                DemoWords.of("numbers.heldout", heldOut.base().size()), DemoWords.of("numbers." + verdict(heldOut))));
        blocks.add(together(heldOut));
        blocks.add(each(heldOut));
        blocks.add(Prose.of(DemoWords.of("numbers.palette")));
        blocks.add(palette());
        figures.palette().closed().ifPresent(closed -> blocks.add(Prose.of(closed(closed))));
        return new Section("numbers", DemoWords.of("numbers"), blocks);
    }

    private static String verdict(HeldOutComparison heldOut) {
        if (heldOut.interval().to() < 0) {
            return "better";
        }
        return heldOut.interval().from() > 0 ? "worse" : "unclear";
    }

    private static Block together(HeldOutComparison heldOut) {
        return new DataTable(
                DemoWords.of("numbers.table"),
                List.of(
                        DemoWords.of("numbers.measure"),
                        DemoWords.of("numbers.base"),
                        DemoWords.of("numbers.sealed"),
                        DemoWords.of("numbers.change"),
                        DemoWords.of("numbers.interval"),
                        DemoWords.of("numbers.wins")),
                List.of(List.of(
                        DemoWords.of("numbers.all"),
                        DemoWords.loss(heldOut.baseMean()),
                        DemoWords.loss(heldOut.sealedMean()),
                        PlainNumbers.change(heldOut.relativeChange()),
                        DemoWords.of(
                                "numbers.range",
                                PlainNumbers.change(heldOut.interval().from()),
                                PlainNumbers.change(heldOut.interval().to())),
                        DemoWords.of(
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
                    DemoWords.loss(base),
                    DemoWords.loss(sealed),
                    PlainNumbers.change(sealed / base - 1)));
        }
        return new DataTable(
                DemoWords.of("numbers.each"),
                List.of(
                        DemoWords.of("numbers.measure"),
                        DemoWords.of("numbers.base"),
                        DemoWords.of("numbers.sealed"),
                        DemoWords.of("numbers.change")),
                rows);
    }

    private Block palette() {
        return new Bars(
                DemoWords.of("numbers.palette.table"),
                List.of(
                        bar("base", figures.palette().base()),
                        bar("sealed", figures.palette().sealed()),
                        bar("floor", figures.palette().floor())));
    }

    private static Bars.Bar bar(String key, OptionalDouble distance) {
        return new Bars.Bar(DemoWords.of("numbers.palette." + key), distance.orElse(0), DemoWords.distance(distance));
    }

    private static String closed(double closed) {
        if (closed >= 1) {
            return DemoWords.of("numbers.closed.all");
        }
        return closed < 0
                ? DemoWords.of("numbers.closed.away")
                : DemoWords.of("numbers.closed", PlainNumbers.percent(closed));
    }
}
