package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MaskTest {
    @Test
    void halfAsBrightAsWhiteIsWhite() {
        assertThat(grey(127).isBlack()).isTrue();
        assertThat(grey(128).share(0, 0)).isEqualTo(255);
        byte[] green = {0, (byte) 255, 0}; // 150 of 255 by BT.601
        assertThat(Mask.of(RgbImage.of(1, 1, green)).isBlack()).isFalse();
        byte[] blue = {0, 0, (byte) 255}; // 29 of 255
        assertThat(Mask.of(RgbImage.of(1, 1, blue)).isBlack()).isTrue();
    }

    @Test
    void edgesFallOffAsTheNormalDistributionDoesAndEnd() {
        Mask soft = edge(41, 20).blurred(4);
        // White from pixel 20 on: half of it at the edge, Phi(4.5 / 4) = 0.870 four pixels further.
        assertThat(soft.share(20, 1)).isBetween(138, 142);
        assertThat(soft.share(19, 1)).isEqualTo(255 - soft.share(20, 1));
        assertThat(soft.share(24, 1)).isBetween(221, 225);
        assertThat(soft.share(9, 1)).isZero();
        assertThat(soft.share(30, 1)).isEqualTo(255);
        assertThat(soft.share(0, 0)).isZero();
        assertThat(soft.share(40, 2)).isEqualTo(255); // beyond the border it goes on
        assertThat(edge(41, 20).blurred(0).share(20, 0)).isEqualTo(255);
    }

    @Test
    void mixTakesPixelsWholeWhereTheMaskIsBlackOrWhite() {
        assertThat(edge(3, 1).mix(filled(3, 3, 10), filled(3, 3, 201)).sample(0, 2, 1))
                .isEqualTo(10);
        assertThat(edge(3, 1).mix(filled(3, 3, 10), filled(3, 3, 201)).sample(1, 2, 1))
                .isEqualTo(201);
        Mask soft = edge(9, 4).blurred(1);
        int share = soft.share(4, 0);
        assertThat(soft.mix(filled(9, 3, 0), filled(9, 3, 255)).sample(4, 0, 0)).isEqualTo(share);
    }

    private static Mask grey(int value) {
        return Mask.of(filled(1, 1, value));
    }

    /** Three rows, white from pixel {@code from} on. */
    private static Mask edge(int width, int from) {
        byte[] rgb = new byte[9 * width];
        for (int y = 0; y < 3; y++) {
            Arrays.fill(rgb, 3 * (y * width + from), 3 * (y + 1) * width, (byte) 255);
        }
        return Mask.of(RgbImage.of(width, 3, rgb));
    }

    private static RgbImage filled(int width, int height, int value) {
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) value);
        return RgbImage.of(width, height, rgb);
    }
}
