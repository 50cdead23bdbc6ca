package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaletteDistanceTest {
    @Test
    void equalSetsAreAtDistanceZeroWhateverTheOrderOfPixels() {
        RgbImage image = RgbImage.of(20, 10, GoldenPicturesTest.noise(600));
        RgbImage rearranged = ContactSheet.of(List.of(image.crop(10, 0, 10, 10), image.crop(0, 0, 10, 10)), 2, 1);
        assertThat(PaletteDistance.between(List.of(image), List.of(image))).hasValue(0);
        assertThat(PaletteDistance.between(List.of(image), List.of(rearranged)).orElseThrow())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void sizeAndWhitePaperDoNotCount() {
        RgbImage small = plain(4, 4, 200, 30, 90);
        RgbImage large = ContactSheet.of(List.of(plain(8, 8, 200, 30, 90), plain(8, 8, 250, 255, 245)), 2, 1);
        assertThat(PaletteDistance.between(List.of(small), List.of(large)).orElseThrow())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void colourMovedByADistanceIsThatFarAway() {
        CieLab dark = CieLab.of(60, 60, 60);
        CieLab light = CieLab.of(180, 180, 180);
        double moved = light.lightness() - dark.lightness();
        assertThat(distance(plain(4, 4, 60, 60, 60), plain(4, 4, 180, 180, 180)))
                .isCloseTo(moved, within(0.1));
        CieLab red = CieLab.of(220, 40, 30);
        CieLab blue = CieLab.of(30, 60, 200);
        double apart = Math.sqrt(Math.pow(red.lightness() - blue.lightness(), 2)
                + Math.pow(red.a() - blue.a(), 2)
                + Math.pow(red.b() - blue.b(), 2));
        assertThat(distance(plain(4, 4, 220, 40, 30), plain(4, 4, 30, 60, 200))).isCloseTo(apart, within(0.03 * apart));
    }

    @Test
    void halfOfThePixelsMovedIsHalfTheDistance() {
        RgbImage half = ContactSheet.of(List.of(plain(4, 4, 60, 60, 60), plain(4, 4, 180, 180, 180)), 2, 1);
        double whole = distance(plain(4, 4, 60, 60, 60), plain(4, 4, 180, 180, 180));
        assertThat(distance(plain(4, 4, 60, 60, 60), half)).isCloseTo(whole / 2, within(0.1));
    }

    @Test
    void everyColourHasItsPlaceAndWhiteSetsHaveNoDistance() {
        RgbImage corners = RgbImage.of(3, 2, bytes(0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0, 0, 255, 255));
        assertThat(distance(corners, plain(1, 1, 255, 0, 255))).isPositive();
        assertThat(PaletteDistance.between(List.of(plain(2, 2, 250, 250, 250)), List.of(corners)))
                .isEmpty();
    }

    /** Values of the CIE formulas as colour calculators give them (sRGB, D65, 2 degrees). */
    @Test
    void labValuesAreTheKnownOnes() {
        assertLab(CieLab.of(255, 255, 255), 100, 0, 0);
        assertLab(CieLab.of(0, 0, 0), 0, 0, 0);
        assertLab(CieLab.of(255, 0, 0), 53.24, 80.09, 67.20);
        assertLab(CieLab.of(0, 255, 0), 87.73, -86.18, 83.18);
        assertLab(CieLab.of(0, 0, 255), 32.30, 79.19, -107.86);
    }

    private static void assertLab(CieLab colour, double lightness, double a, double b) {
        assertThat(colour.lightness()).isCloseTo(lightness, within(0.05));
        assertThat(colour.a()).isCloseTo(a, within(0.05));
        assertThat(colour.b()).isCloseTo(b, within(0.05));
    }

    private static double distance(RgbImage one, RgbImage other) {
        return PaletteDistance.between(List.of(one), List.of(other)).orElseThrow();
    }

    private static RgbImage plain(int width, int height, int red, int green, int blue) {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.length; i += 3) {
            System.arraycopy(bytes(red, green, blue), 0, rgb, i, 3);
        }
        return RgbImage.of(width, height, rgb);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
