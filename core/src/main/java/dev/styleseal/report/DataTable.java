package dev.styleseal.report;

import java.util.List;

/**
 * A table of texts; the first cell of each row names it.
 *
 * @param caption what it is about
 * @param columns headings
 * @param rows each as long as {@code columns}
 */
public record DataTable(String caption, List<String> columns, List<List<String>> rows) implements Block {
    private static final int SHORT = 12; // rows that a printed page keeps together

    public DataTable {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(row.size() + " cells and " + columns.size() + " columns");
            }
        }
    }

    @Override
    public void writeTo(Html html) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption);
        html.open("table", "class", rows.size() > SHORT ? "data" : "data short");
        html.element("caption", caption);
        html.open("thead").open("tr");
        columns.forEach(column -> html.element("th", column, "scope", "col"));
        html.close().close().open("tbody");
        for (List<String> row : rows) {
            html.open("tr").element("th", row.get(0), "scope", "row");
            row.subList(1, row.size()).forEach(cell -> html.element("td", cell));
            html.close();
        }
        html.close().close().close();
    }
}
