package dev.styleseal.report;

import java.util.List;

/**
 * A part of a page with a heading.
 *
 * @param id by which the page's list of contents finds it: letters and hyphens
 * @param heading in plain words
 * @param blocks from top to bottom
 */
public record Section(String id, String heading, List<Block> blocks) {
    public Section {
        if (!id.matches("[a-z][a-z-]*")) {
            throw new IllegalArgumentException("no id of a section: " + id);
        }
        blocks = List.copyOf(blocks);
    }

    void writeTo(Html html) {
        html.open("section", "id", id, "aria-labelledby", id + "-heading");
        html.element("h2", heading, "id", id + "-heading");
        blocks.forEach(block -> block.writeTo(html));
        html.close();
    }
}
