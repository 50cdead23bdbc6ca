package dev.styleseal.report;

import java.util.List;

/**
 * Small pictures side by side.
 *
 * @param caption what they have in common
 */
public record PictureGrid(String caption, List<Picture> pictures) implements Block {
    public PictureGrid {
        pictures = List.copyOf(pictures);
    }

    @Override
    public void writeTo(Html html) {
        html.open("figure", "class", "grid").open("div");
        pictures.forEach(picture -> picture.writeTo(html));
        html.close().element("figcaption", caption).close();
    }
}
