package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Odd kinds of files and many sizes against Pillow, bit for bit; golden/pictures.py made the cases. */
class GoldenPicturesTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/pictures");
    private static final String EXPECTED = ".expected.png";

    @TestFactory
    Stream<DynamicTest> everyKindOfFileGivesThePixelsOfPillow() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> expected = files.filter(file -> file.toString().endsWith(EXPECTED))
                    .sorted()
                    .toList();
            assertThat(expected).hasSizeGreaterThan(50);
            return expected.stream().map(GoldenPicturesTest::samePixels);
        }
    }

    @TestFactory
    Stream<DynamicTest> everySizeGivesTheBytesOfPillow() throws IOException {
        return Files.readAllLines(FOLDER.resolve("resize.txt")).stream()
                .map(line -> DynamicTest.dynamicTest(line.substring(0, line.lastIndexOf(' ')), () -> sameBytes(line)));
    }

    private static DynamicTest samePixels(Path expected) {
        String name = expected.getFileName().toString().replace(EXPECTED, "");
        return DynamicTest.dynamicTest(name, () -> {
            PixelDifference difference =
                    PixelDifference.between(PictureReader.read(FOLDER.resolve(name)), PictureReader.read(expected));
            System.out.printf("golden/%s: worst %d%n", name, difference.worst());
            assertThat(difference.worst())
                    .as("%s at %s", name, difference.where())
                    .isZero();
        });
    }

    private static void sameBytes(String line) throws NoSuchAlgorithmException {
        String[] words = line.split(" ", -1);
        int width = Integer.parseInt(words[0]);
        int height = Integer.parseInt(words[1]);
        RgbImage image = RgbImage.of(width, height, noise(width * height * 3));
        byte[] resized = LanczosResize.resize(image, Integer.parseInt(words[2]), Integer.parseInt(words[3]))
                .rgb();
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(resized));
        assertThat(sum).isEqualTo(words[4]);
    }

    /** The byte sequence of golden/pictures.py. */
    static byte[] noise(int count) {
        byte[] bytes = new byte[count];
        int state = 12345;
        for (int i = 0; i < count; i++) {
            state = state * 1664525 + 1013904223;
            bytes[i] = (byte) (state >>> 24);
        }
        return bytes;
    }
}
