package dev.styleseal.report;

import java.util.List;

/** A few figures that tell most of the story. */
public record KeyFigures(List<Figure> figures) implements Block {
    public KeyFigures {
        figures = List.copyOf(figures);
    }

    /**
     * One of them.
     *
     * @param value with its unit
     * @param label what it is
     * @param note what to make of it
     */
    public record Figure(String value, String label, String note) {}

    @Override
    public void writeTo(Html html) {
        html.open("dl", "class", "key-figures");
        for (Figure figure : figures) {
            html.open("div").element("dt", figure.label());
            html.open("dd").element("strong", figure.value()).element("span", figure.note());
            html.close().close();
        }
        html.close();
    }
}
