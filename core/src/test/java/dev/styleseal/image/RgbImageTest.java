package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RgbImageTest {
    private final RgbImage image = RgbImage.of(5, 4, GoldenPicturesTest.noise(60));

    @Test
    void neitherTheGivenNorTheReturnedArrayIsTheImageItself() {
        byte[] given = new byte[3];
        RgbImage black = RgbImage.of(1, 1, given);
        given[0] = 1;
        black.rgb()[1] = 1;
        assertThat(black).isEqualTo(RgbImage.of(1, 1, new byte[3])).hasSameHashCodeAs(RgbImage.of(1, 1, new byte[3]));
    }

    @Test
    void cropTakesThePartAsked() {
        RgbImage part = image.crop(2, 1, 3, 2);
        assertThat(part.width()).isEqualTo(3);
        assertThat(part.height()).isEqualTo(2);
        assertThat(part.sample(0, 0, 1)).isEqualTo(image.sample(2, 1, 1));
        assertThat(part.sample(2, 1, 2)).isEqualTo(image.sample(4, 2, 2));
        assertThat(part).isNotEqualTo(image);
    }

    @Test
    void partOutsideAndWrongByteCountAreRefused() {
        assertThatThrownBy(() -> image.crop(3, 0, 3, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> image.crop(0, -1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RgbImage.of(2, 2, new byte[11])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void contactSheetRepeatsPixelsAndLeavesEmptyPlacesWhite() {
        RgbImage red = RgbImage.of(1, 1, new byte[] {(byte) 255, 0, 0});
        RgbImage blue = RgbImage.of(1, 1, new byte[] {0, 0, (byte) 255});
        RgbImage sheet = ContactSheet.of(List.of(red, blue, blue), 2, 3);
        assertThat(sheet.width()).isEqualTo(6);
        assertThat(sheet.height()).isEqualTo(6);
        assertThat(sheet.crop(0, 0, 1, 1)).isEqualTo(red);
        assertThat(sheet.crop(2, 2, 1, 1)).isEqualTo(red);
        assertThat(sheet.crop(3, 0, 1, 1)).isEqualTo(blue);
        assertThat(sheet.crop(0, 5, 1, 1)).isEqualTo(blue);
        assertThat(sheet.sample(5, 5, 0)).isEqualTo(255);
        assertThat(sheet.sample(5, 5, 1)).isEqualTo(255);
    }

    @Test
    void veryLongPictureIsCutWithoutComputingItsWholeLength() {
        RgbImage thread = RgbImage.of(2_000_000, 1, new byte[6_000_000]);
        assertThat(CoverCrop.crop(thread, 64, 64)).isEqualTo(RgbImage.of(64, 64, new byte[64 * 64 * 3]));
    }
}
