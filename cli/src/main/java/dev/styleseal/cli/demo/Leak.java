package dev.styleseal.cli.demo;

import dev.styleseal.image.PaletteDistance;
import dev.styleseal.image.RgbImage;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What wearing the seal changes: where that is wanted, and where it is not.
 *
 * @param wanted for prompts that ask for the new style
 * @param unwanted for prompts that ask for another style
 */
record Leak(Change wanted, Change unwanted) {
    /**
     * Base against seal, same prompts and seeds.
     *
     * @param pixels mean difference of the channels, 0 to 255
     * @param palette distance of the colours, in units of CIELAB; empty where one side is blank
     */
    record Change(double pixels, OptionalDouble palette) {}

    static Leak of(Gallery gallery) {
        return new Leak(
                change(gallery.all(View.BASE_FLUENT), gallery.all(View.SEALED_FLUENT)),
                change(gallery.all(View.BASE_NOTO), gallery.all(View.SEALED_NOTO)));
    }

    /** The unwanted change as a share of the wanted one. */
    OptionalDouble share() {
        return wanted.pixels == 0 ? OptionalDouble.empty() : OptionalDouble.of(unwanted.pixels / wanted.pixels);
    }

    private static Change change(List<RgbImage> base, List<RgbImage> sealed) {
        double sum = 0;
        for (int i = 0; i < base.size(); i++) {
            sum += difference(base.get(i).rgb(), sealed.get(i).rgb());
        }
        return new Change(sum / base.size(), PaletteDistance.between(base, sealed));
    }

    private static double difference(byte[] some, byte[] others) {
        long sum = 0;
        for (int i = 0; i < some.length; i++) {
            sum += Math.abs((some[i] & 0xFF) - (others[i] & 0xFF));
        }
        return (double) sum / some.length;
    }
}
