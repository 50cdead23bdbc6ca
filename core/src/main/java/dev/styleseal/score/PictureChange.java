package dev.styleseal.score;

import dev.styleseal.image.PaletteDistance;
import dev.styleseal.image.RgbImage;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How pictures painted with a seal differ from those painted without, for the same prompts and seeds.
 *
 * @param pixels mean difference of the channels, 0 to 255
 * @param palette distance of the colours, in units of CIELAB; empty where one side is blank
 */
public record PictureChange(double pixels, OptionalDouble palette) {
    /** Compares picture with picture; lists of the same length, at least one, pairs of the same size. */
    public static PictureChange between(List<RgbImage> base, List<RgbImage> sealed) {
        if (base.isEmpty() || base.size() != sealed.size()) {
            throw new IllegalArgumentException(base.size() + " and " + sealed.size() + " pictures");
        }
        double sum = 0;
        for (int i = 0; i < base.size(); i++) {
            sum += difference(base.get(i).rgb(), sealed.get(i).rgb());
        }
        return new PictureChange(sum / base.size(), PaletteDistance.between(base, sealed));
    }

    private static double difference(byte[] some, byte[] others) {
        if (some.length != others.length) {
            throw new IllegalArgumentException("pictures of different sizes");
        }
        long sum = 0;
        for (int i = 0; i < some.length; i++) {
            sum += Math.abs((some[i] & 0xFF) - (others[i] & 0xFF));
        }
        return (double) sum / some.length;
    }
}
