package dev.styleseal.cli.demo;

import dev.styleseal.image.ContactSheet;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A picture for a README: the first held-out things by name; a row each for base, base, seal and the real picture. */
final class DemoSheet {
    private static final int THINGS = 6;
    private static final int FACTOR = 2;

    private DemoSheet() {}

    static void write(Path target, Gallery gallery) {
        int columns = Math.min(THINGS, gallery.things().size());
        List<RgbImage> images = new ArrayList<>();
        for (View view : List.of(View.BASE_NOTO, View.BASE_FLUENT, View.SEALED_FLUENT)) {
            for (int i = 0; i < columns; i++) {
                images.add(gallery.at(view, i, 0).picture());
            }
        }
        gallery.things().subList(0, columns).forEach(thing -> images.add(thing.real()));
        PngFile.write(target, ContactSheet.of(images, columns, FACTOR), Map.of());
    }
}
