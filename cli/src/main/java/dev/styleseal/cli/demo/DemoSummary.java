package dev.styleseal.cli.demo;

import dev.styleseal.report.PlainNumbers;
import dev.styleseal.run.HeldOutComparison;
import java.util.ArrayList;
import java.util.List;

/** The demo's figures in a few lines. */
final class DemoSummary {
    private DemoSummary() {}

    static List<String> lines(DemoWords words, DemoResult result, DemoFigures figures) {
        HeldOutComparison heldOut = figures.heldOut();
        List<String> lines = new ArrayList<>();
        lines.add(words.of(
                "summary.heldout",
                heldOut.base().size(),
                words.loss(heldOut.baseMean()),
                words.loss(heldOut.sealedMean()),
                words.number(PlainNumbers.change(heldOut.relativeChange())),
                words.number(PlainNumbers.change(heldOut.interval().from())),
                words.number(PlainNumbers.change(heldOut.interval().to())),
                heldOut.wins()));
        lines.add(words.of(
                "summary.palette",
                words.distance(figures.palette().base()),
                words.distance(figures.palette().sealed()),
                words.distance(figures.palette().floor())));
        figures.leak()
                .share()
                .ifPresent(share -> lines.add(words.of("summary.leak", words.number(PlainNumbers.percent(share)))));
        lines.add(words.of(figures.fingerprints().isEqual() ? "summary.frozen.same" : "summary.frozen.changed"));
        lines.add(words.of(
                "summary.time",
                words.number(PlainNumbers.duration(figures.training().duration())),
                words.number(PlainNumbers.duration(figures.total()))));
        lines.add(words.of(
                "summary.seal",
                result.seal(),
                words.number(PlainNumbers.bytes(figures.sizes().seal()))));
        lines.add(words.of("summary.sheet", result.sheet()));
        lines.add(words.of("summary.report", result.report()));
        return lines;
    }
}
