package dev.styleseal.cli.demo;

import dev.styleseal.image.ContactSheet;
import dev.styleseal.image.Letters;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The story in one picture, for a README: the first held-out things by name, seed 1; a row each for the base in a style it
 * knows, the base in the new style, the seal, and the real picture.
 */
final class DemoSheet {
    private static final int THINGS = 6;
    private static final int FACTOR = 2;
    private static final int MARGIN = 3;
    private static final Letters LETTERS = Letters.read();

    private DemoSheet() {}

    static void write(Path target, Gallery gallery) {
        PngFile.write(target, sheet(gallery), Map.of());
    }

    static RgbImage sheet(Gallery gallery) {
        int things = Math.min(THINGS, gallery.things().size());
        int side = gallery.things().get(0).real().width();
        List<RgbImage> cells = new ArrayList<>();
        for (View view : List.of(View.BASE_NOTO, View.BASE_FLUENT, View.SEALED_FLUENT)) {
            cells.add(label(side, words(view)));
            for (int i = 0; i < things; i++) {
                cells.add(framed(gallery.at(view, i, 0).picture()));
            }
        }
        cells.add(label(side, List.of("real", "picture")));
        gallery.things().subList(0, things).forEach(thing -> cells.add(framed(thing.real())));
        return ContactSheet.of(cells, things + 1, FACTOR);
    }

    private static List<String> words(View view) {
        return switch (view) {
            case BASE_NOTO -> List.of("base", "noto style");
            case BASE_FLUENT -> List.of("base", "fluent", "style");
            case SEALED_FLUENT -> List.of("with seal", "fluent", "style");
            case SEALED_NOTO -> List.of("with seal", "noto style");
        };
    }

    private static RgbImage label(int side, List<String> lines) {
        int width = side + 2 * MARGIN;
        return LETTERS.drawn(lines, width, width, 1);
    }

    private static RgbImage framed(RgbImage image) {
        return image.framed(MARGIN);
    }
}
