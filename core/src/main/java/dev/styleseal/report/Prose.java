package dev.styleseal.report;

import java.util.List;

/** Paragraphs of plain text. */
public record Prose(List<String> paragraphs) implements Block {
    public Prose {
        paragraphs = List.copyOf(paragraphs);
    }

    public static Prose of(String... paragraphs) {
        return new Prose(List.of(paragraphs));
    }

    @Override
    public void writeTo(Html html) {
        paragraphs.forEach(paragraph -> html.element("p", paragraph));
    }
}
