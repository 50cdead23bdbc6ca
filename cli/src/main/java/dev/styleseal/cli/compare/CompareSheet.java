package dev.styleseal.cli.compare;

import dev.styleseal.comparison.Compared;
import dev.styleseal.comparison.GridResult;
import dev.styleseal.comparison.Subject;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.image.ContactSheet;
import dev.styleseal.image.LanczosResize;
import dev.styleseal.image.Letters;
import dev.styleseal.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/** All pictures of a comparison in one: a column for each subject, a row for each prompt and seed. */
public final class CompareSheet {
    private static final int LARGEST_CELL = 256; // what is larger is seen in its own file
    private static final int LARGEST_SHEET = 12_000; // pixels of a side, far below what viewers refuse
    private static final int SMALL_CELL = 96; // smaller pictures are shown twice as large
    private static final int LETTER_CELL = 100; // pixels of a cell for each pixel of a letter's dot
    private static final int MARGIN = 3;
    private static final Letters LETTERS = Letters.read();

    private final GridResult result;
    private final int width;
    private final int height;
    private final int enlarged;

    private CompareSheet(GridResult result) {
        this.result = result;
        RgbImage first = result.compared().get(0).pictures().get(0).picture();
        int columns = result.compared().size() + 1;
        int rows = result.grid().picturesEach() + 1;
        int most = Math.min(LARGEST_CELL, LARGEST_SHEET / Math.max(columns, rows) - 2 * MARGIN);
        double scale = Math.min(1, (double) Math.max(1, most) / Math.max(first.width(), first.height()));
        width = Math.max(1, (int) (first.width() * scale));
        height = Math.max(1, (int) (first.height() * scale));
        enlarged = Math.max(1, width / LETTER_CELL);
    }

    /** The sheet; names of seals in small Latin letters. */
    public static RgbImage of(GridResult result) {
        return new CompareSheet(result).sheet();
    }

    private RgbImage sheet() {
        List<RgbImage> cells = new ArrayList<>();
        cells.add(label(List.of()));
        result.compared().forEach(each -> cells.add(label(heading(each.subject()))));
        rows(cells, "prompt", result.grid().prompts().size(), false);
        rows(cells, "neutral", result.grid().neutral().size(), true);
        return ContactSheet.of(cells, result.compared().size() + 1, width <= SMALL_CELL ? 2 : 1);
    }

    private List<String> heading(Subject subject) {
        List<String> lines = new ArrayList<>(Letters.wrapped(subject.name(), width + 2 * MARGIN, enlarged));
        if (!subject.isBase()) {
            lines.add(ComparisonFiles.weight(subject.weight()));
        }
        return lines;
    }

    private void rows(List<RgbImage> cells, String kind, int prompts, boolean neutral) {
        List<Long> seeds = result.grid().seeds();
        for (int row = 0; row < prompts * seeds.size(); row++) {
            cells.add(label(List.of(kind + " " + (row / seeds.size() + 1), "seed " + seeds.get(row % seeds.size()))));
            for (Compared each : result.compared()) {
                List<GeneratedImage> images = neutral ? each.neutral() : each.pictures();
                cells.add(small(images.get(row).picture()).framed(MARGIN));
            }
        }
    }

    private RgbImage small(RgbImage picture) {
        return picture.width() == width ? picture : LanczosResize.resize(picture, width, height);
    }

    private RgbImage label(List<String> lines) {
        return LETTERS.drawn(lines, width + 2 * MARGIN, height + 2 * MARGIN, enlarged);
    }
}
