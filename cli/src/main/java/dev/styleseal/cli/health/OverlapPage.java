package dev.styleseal.cli.health;

import dev.styleseal.error.Language;
import dev.styleseal.report.Block;
import dev.styleseal.report.HeatMap;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Report;
import dev.styleseal.report.Section;
import dev.styleseal.report.Words;
import dev.styleseal.surgery.BlockOverlap;
import dev.styleseal.surgery.Overlap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page that shows, block by block, where seals meet. */
public final class OverlapPage {
    private final Language language;
    private final Words words;
    private final List<Section> sections = new ArrayList<>();

    public OverlapPage(Language language) {
        this.language = language;
        words = Words.beside(OverlapPage.class, language);
    }

    /** Adds two seals, called by the names of their files. */
    public void add(String a, String b, Overlap overlap) {
        List<Block> blocks = new ArrayList<>(List.of(Prose.of(words.of(
                "overlap.text",
                overlap.layers().size(),
                overlap.onlyA(),
                overlap.onlyB(),
                decimal(overlap.meeting()),
                decimal(overlap.cosine())))));
        if (!overlap.blocks().isEmpty()) {
            blocks.add(map(overlap));
        }
        String id = "pair-" + "a".repeat(sections.size() + 1);
        sections.add(new Section(id, words.of("overlap.heading", a, b), blocks));
    }

    private HeatMap map(Overlap overlap) {
        List<String> columns = List.of(
                words.of("block"),
                words.of("overlap.meeting"),
                words.of("overlap.cosine"),
                words.of("overlap.inputs"),
                words.of("overlap.outputs"),
                words.of("overlap.prospect"));
        List<HeatMap.Row> rows = new ArrayList<>();
        for (BlockOverlap block : overlap.blocks()) {
            rows.add(new HeatMap.Row(
                    block.block().label(),
                    List.of(
                            cell(block.meeting()),
                            cell(block.cosine()),
                            cell(block.right()),
                            cell(block.left()),
                            Optional.of(new HeatMap.Cell(
                                    0, words.of("prospect." + block.prospect().name()))))));
        }
        return new HeatMap(words.of("overlap.caption"), columns, rows);
    }

    private Optional<HeatMap.Cell> cell(double value) {
        return Optional.of(new HeatMap.Cell(Math.min(1, Math.abs(value)), decimal(value)));
    }

    private String decimal(double value) {
        return words.number(PlainNumbers.decimal(value, 3));
    }

    /** Writes the page, whole or not at all; errors as {@link Report#save}. */
    public void write(Path target) {
        new Report(
                        language,
                        words.of("overlap.title"),
                        words.of("overlap.lead"),
                        List.of(),
                        sections,
                        List.of(words.of("overlap.footer")))
                .save(target);
    }
}
