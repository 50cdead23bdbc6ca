package dev.styleseal.cli.demo;

import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.FramedPicture;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.image.RgbImage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Something the samples show.
 *
 * @param name such as "tiger face"
 * @param stylePrompt the caption of its picture, which asks for the new style
 * @param real its picture in that style, as training would see it
 */
record Thing(String name, String stylePrompt, RgbImage real) {
    private static final String KNOWN_STYLE = ", noto style";

    /** All things of a folder of captioned pictures, by file name. */
    static List<Thing> in(Path folder, int side) {
        List<TrainingPicture> pictures = PictureFolder.read(folder, CaptionRule.filesOnly());
        List<FramedPicture> framed = PictureFolder.decodeAll(pictures, side, side);
        return IntStream.range(0, pictures.size())
                .mapToObj(i -> of(pictures.get(i).caption(), framed.get(i).picture()))
                .toList();
    }

    static Thing of(String caption, RgbImage real) {
        int comma = caption.lastIndexOf(',');
        return new Thing(comma < 0 ? caption : caption.substring(0, comma), caption, real);
    }

    /** Asks for a style that the base was trained on. */
    String knownPrompt() {
        return name + KNOWN_STYLE;
    }
}
