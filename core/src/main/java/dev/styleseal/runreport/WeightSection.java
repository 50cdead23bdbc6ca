package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.Picture;
import dev.styleseal.report.PictureTable;
import dev.styleseal.report.Section;
import java.util.ArrayList;
import java.util.List;

/** Before and after: the same prompts without the seal, with less of it, as trained, and with more. */
final class WeightSection {
    private final RunWords words;
    private final WeightGrid grid;
    private final RunStory story;

    WeightSection(RunWords words, RunStory story) {
        this.words = words;
        this.story = story;
        grid = story.grid();
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        if (!grid.rows().isEmpty()) {
            blocks.add(words.prose("weights.what"));
            blocks.add(table());
        }
        grid.left()
                .ifPresent(left -> blocks.add(words.prose(
                        "weights." + (grid.rows().isEmpty() ? "none." : "fewer.") + left.name(),
                        story.history().name())));
        return new Section("weights", words.of("weights"), blocks);
    }

    private Block table() {
        List<PictureTable.Column> columns = grid.weights().stream()
                .map(weight -> new PictureTable.Column(words.decimal(weight, 1), detail(weight)))
                .toList();
        List<PictureTable.Row> rows = grid.rows().stream()
                .map(row -> new PictureTable.Row(row.prompt(), pictures(row)))
                .toList();
        WeightGrid.Painting painting = grid.painting();
        return new PictureTable(
                words.of(
                        "weights.caption",
                        painting.width(),
                        painting.height(),
                        painting.sampler(),
                        painting.steps(),
                        words.decimal(painting.guidance(), 0)),
                words.of("weights.corner"),
                columns,
                rows);
    }

    private String detail(double weight) {
        return weight == 0 ? words.of("weights.base") : weight == 1 ? words.of("weights.trained") : "";
    }

    private List<Picture> pictures(WeightGrid.Row row) {
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < row.pictures().size(); i++) {
            String weight = words.decimal(grid.weights().get(i), 1);
            pictures.add(row.pictures().get(i).shown(words.of("weights.alt", row.prompt(), weight, row.seed())));
        }
        return pictures;
    }
}
