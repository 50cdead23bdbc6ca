package dev.styleseal.cli.demo;

import dev.styleseal.image.PaletteDistance;
import dev.styleseal.image.RgbImage;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Distances of colours to those of the real held-out pictures, in units of CIELAB; empty where one side is blank.
 *
 * @param base of what the base paints when asked for the new style
 * @param sealed of what it paints with the seal
 * @param floor of the real training pictures, which have the style but show other things
 */
record Palette(OptionalDouble base, OptionalDouble sealed, OptionalDouble floor) {
    static Palette of(Gallery gallery) {
        List<RgbImage> real = gallery.things().stream().map(Thing::real).toList();
        return new Palette(
                PaletteDistance.between(gallery.all(View.BASE_FLUENT), real),
                PaletteDistance.between(gallery.all(View.SEALED_FLUENT), real),
                PaletteDistance.between(
                        gallery.lessons().stream().map(Thing::real).toList(), real));
    }

    /** The part of the way from the base to the floor that the seal went: 1 for all of it, below 0 for backwards. */
    OptionalDouble closed() {
        if (base.isEmpty() || sealed.isEmpty() || floor.isEmpty() || base.getAsDouble() <= floor.getAsDouble()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                (base.getAsDouble() - sealed.getAsDouble()) / (base.getAsDouble() - floor.getAsDouble()));
    }
}
