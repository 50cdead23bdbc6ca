package dev.styleseal.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table of numbers whose cells are the darker the larger they are; the numbers stand in them, so that it can be read
 * without colours.
 *
 * @param caption what it is about
 * @param columns headings; the first is that of the names
 * @param rows each with one cell less than {@code columns}
 */
public record HeatMap(String caption, List<String> columns, List<Row> rows) implements Block {
    /**
     * A line of cells.
     *
     * @param name what it is of
     * @param cells nothing where there is no number
     */
    public record Row(String name, List<Optional<Cell>> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * A number.
     *
     * @param heat how dark it is, 0 to 1
     * @param text the number as people read it
     */
    public record Cell(double heat, String text) {
        public Cell {
            if (!(heat >= 0 && heat <= 1)) {
                throw new IllegalArgumentException(text + " has heat " + heat);
            }
        }
    }

    public HeatMap {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells.size() + 1 != columns.size()) {
                throw new IllegalArgumentException(row.cells.size() + " cells and " + columns.size() + " columns");
            }
        }
    }

    @Override
    public void writeTo(Html html) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption);
        html.open("table", "class", "data heat").element("caption", caption);
        html.open("thead").open("tr");
        columns.forEach(column -> html.element("th", column, "scope", "col"));
        html.close().close().open("tbody");
        for (Row row : rows) {
            html.open("tr").element("th", row.name, "scope", "row");
            for (Optional<Cell> cell : row.cells) {
                html.element(
                        "td",
                        cell.map(Cell::text).orElse(""),
                        "style",
                        "--heat:"
                                + String.format(
                                        Locale.ROOT,
                                        "%.0f%%",
                                        100 * cell.map(Cell::heat).orElse(0.0)));
            }
            html.close();
        }
        html.close().close().close();
    }
}
