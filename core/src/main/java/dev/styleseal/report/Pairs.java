package dev.styleseal.report;

import java.util.List;

/**
 * The same thing twice, before and after, many times.
 *
 * @param before what the upper pictures have in common
 * @param after what the lower pictures have in common
 */
public record Pairs(String before, String after, List<Pair> pairs) implements Block {
    public Pairs {
        pairs = List.copyOf(pairs);
    }

    /** One thing, twice. */
    public record Pair(String name, Picture before, Picture after) {}

    @Override
    public void writeTo(Html html) {
        html.open("div", "class", "pairs");
        for (Pair pair : pairs) {
            html.open("figure");
            half(html, before, pair.before());
            half(html, after, pair.after());
            html.element("figcaption", pair.name()).close();
        }
        html.close();
    }

    private static void half(Html html, String label, Picture picture) {
        html.open("div").element("span", label, "class", "label");
        picture.writeTo(html);
        html.close();
    }
}
