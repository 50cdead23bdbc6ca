package dev.styleseal.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the demo made. */
public final class DemoResult {
    private final DemoWords words;
    private final DemoFigures figures;
    private final Path seal;
    private final Path report;
    private final Path sheet;

    DemoResult(DemoWords words, DemoFigures figures, Path seal, Path report, Path sheet) {
        this.words = words;
        this.figures = figures;
        this.seal = seal;
        this.report = report;
        this.sheet = sheet;
    }

    public Path seal() {
        return seal;
    }

    public Path report() {
        return report;
    }

    /** The contact sheet: held-out things by name, seed 1. */
    public Path sheet() {
        return sheet;
    }

    public Duration duration() {
        return figures.total();
    }

    /** The figures in a few lines for people. */
    public List<String> summary() {
        return DemoSummary.lines(words, this, figures);
    }

    /** The figures for programs. */
    public JsonNode json() {
        return DemoJson.of(this, figures);
    }
}
