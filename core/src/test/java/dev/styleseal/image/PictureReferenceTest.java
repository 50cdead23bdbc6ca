package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Reference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Files as people have them, prepared as Pillow prepares them. */
class PictureReferenceTest {
    private static final Set<String> LOSSY_ENDINGS = Set.of("jpg", "jpeg");

    @TestFactory
    Stream<DynamicTest> picturesAreWhatPillowMakesOfThem() throws IOException {
        Path folder = Reference.folder("pictures");
        Map<String, RgbImage> expected = ExpectedPixels.read(folder.resolve("expected.safetensors"));
        assertThat(expected).isNotEmpty();
        return expected.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> compare(folder, entry)));
    }

    private static void compare(Path folder, Map.Entry<String, RgbImage> entry) {
        String name = entry.getKey().substring(0, entry.getKey().lastIndexOf('.'));
        RgbImage expected = entry.getValue();
        RgbImage picture = PictureReader.read(folder.resolve("files").resolve(name));
        RgbImage ours = CoverCrop.crop(picture, expected.width(), expected.height());
        PixelDifference difference = PixelDifference.between(ours, expected);
        System.out.printf("pictures/%s: mean %.4f, worst %d%n", entry.getKey(), difference.mean(), difference.worst());
        boolean lossy = name.startsWith("lossy") || LOSSY_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
        assertThat(difference.mean()).as("mean of %s", entry.getKey()).isLessThanOrEqualTo(lossy ? 2 : 1);
        if (!lossy) {
            assertThat(difference.worst())
                    .as("worst of %s at %s", entry.getKey(), difference.where())
                    .isLessThanOrEqualTo(8);
        }
    }
}
