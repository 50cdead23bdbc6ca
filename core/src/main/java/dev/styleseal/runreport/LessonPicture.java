package dev.styleseal.runreport;

import dev.styleseal.data.TrainingPicture;
import dev.styleseal.image.CoverCrop;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.RgbImage;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * A picture of the lesson as the page shows it.
 *
 * @param name of its file
 * @param caption its words
 * @param thumbnail as training saw it, small
 * @param width of the file's picture in pixels
 * @param height of the file's picture in pixels
 * @param lost share of its area that was cut off to fit the training size, 0 to 1
 * @param enlarged whether it was smaller than the training size
 * @param tokens of its caption, where they could be counted
 */
public record LessonPicture(
        String name,
        String caption,
        RgbImage thumbnail,
        int width,
        int height,
        double lost,
        boolean enlarged,
        OptionalInt tokens) {
    private static final int THUMBNAIL = 96; // pixels of the longer side

    /**
     * Reads a picture.
     *
     * @param width of the training pictures in pixels
     * @param height of the training pictures in pixels
     * @param tokens counts those of a text, or gives -1
     * @throws dev.styleseal.error.BadInput if it cannot be read any more
     */
    public static LessonPicture read(TrainingPicture picture, int width, int height, ToIntFunction<String> tokens) {
        RgbImage whole = PictureReader.read(picture.file());
        CoverCrop cut = CoverCrop.of(whole, width, height);
        double kept = (double) width * height / ((double) cut.fullWidth() * cut.fullHeight());
        int counted = tokens.applyAsInt(picture.caption());
        return new LessonPicture(
                String.valueOf(picture.file().getFileName()),
                picture.caption(),
                PaintedPicture.scaled(cut.picture(), THUMBNAIL),
                whole.width(),
                whole.height(),
                1 - kept,
                whole.width() < width || whole.height() < height,
                counted < 0 ? OptionalInt.empty() : OptionalInt.of(counted));
    }
}
