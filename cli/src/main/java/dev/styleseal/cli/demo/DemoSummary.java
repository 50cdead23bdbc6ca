package dev.styleseal.cli.demo;

import dev.styleseal.report.PlainNumbers;
import dev.styleseal.run.HeldOutComparison;
import java.util.ArrayList;
import java.util.List;

/** The demo's figures in a few lines. */
final class DemoSummary {
    private DemoSummary() {}

    static List<String> lines(DemoResult result, DemoFigures figures) {
        HeldOutComparison heldOut = figures.heldOut();
        List<String> lines = new ArrayList<>();
        lines.add(DemoWords.of(
                "summary.heldout",
                heldOut.base().size(),
                DemoWords.loss(heldOut.baseMean()),
                DemoWords.loss(heldOut.sealedMean()),
                PlainNumbers.change(heldOut.relativeChange()),
                PlainNumbers.change(heldOut.interval().from()),
                PlainNumbers.change(heldOut.interval().to()),
                heldOut.wins()));
        lines.add(DemoWords.of(
                "summary.palette",
                DemoWords.distance(figures.palette().base()),
                DemoWords.distance(figures.palette().sealed()),
                DemoWords.distance(figures.palette().floor())));
        figures.leak().share().ifPresent(share -> lines.add(DemoWords.of("summary.leak", PlainNumbers.percent(share))));
        lines.add(DemoWords.of(figures.fingerprints().isEqual() ? "summary.frozen.same" : "summary.frozen.changed"));
        lines.add(DemoWords.of(
                "summary.time",
                PlainNumbers.duration(figures.training().duration()),
                PlainNumbers.duration(figures.total())));
        lines.add(DemoWords.of(
                "summary.seal",
                result.seal(),
                PlainNumbers.bytes(figures.sizes().seal())));
        lines.add(DemoWords.of("summary.sheet", result.sheet()));
        lines.add(DemoWords.of("summary.report", result.report()));
        return lines;
    }
}
