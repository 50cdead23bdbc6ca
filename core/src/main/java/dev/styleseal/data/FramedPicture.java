package dev.styleseal.data;

import dev.styleseal.image.CoverCrop;
import dev.styleseal.image.RgbImage;
import dev.styleseal.unet.Framing;

/** A picture at its training size and how it came to it. */
public record FramedPicture(RgbImage picture, Framing framing) {
    static FramedPicture of(RgbImage original, int width, int height) {
        CoverCrop cut = CoverCrop.of(original, width, height);
        return new FramedPicture(
                cut.picture(),
                new Framing(
                        original.height(),
                        original.width(),
                        Math.toIntExact(cut.top()),
                        Math.toIntExact(cut.left()),
                        height,
                        width));
    }

    /** Seen in a mirror; the middle of a mirrored picture is its mirrored middle. */
    public FramedPicture mirrored() {
        return new FramedPicture(picture.mirrored(), framing);
    }
}
