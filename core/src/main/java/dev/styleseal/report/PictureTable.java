package dev.styleseal.report;

import java.util.List;
import java.util.Optional;

/**
 * Pictures to be compared: a row for each seed or prompt, a column for each way of painting, and beside them the real
 * thing, where there is one.
 *
 * @param caption what all of them show
 * @param corner what the rows' names are
 * @param columns one for each picture of a row, and a last one for {@code beside}
 * @param rows at least one; may end early
 * @param beside the picture the others are measured by
 */
public record PictureTable(
        String caption, String corner, List<Column> columns, List<Row> rows, Optional<Picture> beside)
        implements Block {
    public PictureTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        int places = columns.size() - (beside.isPresent() ? 1 : 0);
        for (Row row : rows) {
            if (row.pictures().size() > places
                    || (beside.isPresent() && row.pictures().size() < places)) {
                throw new IllegalArgumentException(
                        row.pictures().size() + " pictures and " + columns.size() + " columns");
            }
        }
    }

    /** With the real thing beside them. */
    public PictureTable(String caption, String corner, List<Column> columns, List<Row> rows, Picture beside) {
        this(caption, corner, columns, rows, Optional.of(beside));
    }

    /** Without anything beside them. */
    public PictureTable(String caption, String corner, List<Column> columns, List<Row> rows) {
        this(caption, corner, columns, rows, Optional.empty());
    }

    /**
     * A way of painting.
     *
     * @param title in a word or two
     * @param detail such as the prompt
     */
    public record Column(String title, String detail) {}

    /** Pictures with something in common. */
    public record Row(String name, List<Picture> pictures) {
        public Row {
            pictures = List.copyOf(pictures);
        }
    }

    @Override
    public void writeTo(Html html) {
        html.open("table", "class", beside.isPresent() ? "pictures beside" : "pictures matrix");
        html.element("caption", caption);
        html.open("thead").open("tr").element("th", corner, "scope", "col");
        for (Column column : columns) {
            html.open("th", "scope", "col").element("b", column.title()).element("span", column.detail());
            html.close();
        }
        html.close().close().open("tbody");
        for (int i = 0; i < rows.size(); i++) {
            html.open("tr").element("th", rows.get(i).name(), "scope", "row");
            for (Picture picture : rows.get(i).pictures()) {
                html.open("td");
                picture.writeTo(html);
                html.close();
            }
            if (i == 0 && beside.isPresent()) {
                html.open("td", "class", "beside", "rowspan", String.valueOf(rows.size()));
                beside.get().writeTo(html);
                html.close();
            }
            html.close();
        }
        html.close().close();
    }
}
