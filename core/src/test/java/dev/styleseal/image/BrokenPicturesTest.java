package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.Reference;
import dev.styleseal.error.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenPicturesTest {
    private static final Path FILES = Reference.folder("pictures/files");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pictures");

    @TempDir
    Path folder;

    @Test
    void referenceFilesThatAreBrokenAreNamedWithTheirReason() {
        assertRefused(FILES.resolve("truncated.jpg"), "its JPEG data is damaged or cut off");
        assertRefused(FILES.resolve("empty.png"), "it is empty (0 bytes)");
        assertRefused(
                FILES.resolve("not-a-picture.png"), "no picture of a known kind; its first bytes are 68 65 6c 6c");
        assertRefused(FILES.resolve("bad-crc.png"), "its IDAT chunk at byte 33 is damaged");
    }

    @Test
    void missingFileAndFolderAreNamed() {
        assertRefused(folder.resolve("nothing.png"), "no such file or folder");
        assertRefused(folder, "it is a folder");
    }

    @Test
    void everyFormatCutOffIsRefused() throws IOException {
        for (String name : List.of(
                "exif-1.jpg",
                "progressive.jpg",
                "rgb.png",
                "lossless.webp",
                "lossy.webp",
                "image.bmp",
                "image.gif",
                "image.tif")) {
            byte[] whole = Files.readAllBytes(FILES.resolve(name));
            assertRefused(file(name, Arrays.copyOf(whole, whole.length * 2 / 3)), "cut off");
        }
    }

    @Test
    void endingOfTheNameDoesNotMatter() throws IOException {
        Path liar = Files.copy(FILES.resolve("rgb.png"), folder.resolve("picture.jpg"));
        assertThat(PictureReader.read(liar)).isEqualTo(PictureReader.read(FILES.resolve("rgb.png")));
    }

    @Test
    void pictureThatSaysItIsHugeIsRefusedBeforeItIsDecoded() throws IOException {
        byte[] png = Files.readAllBytes(FILES.resolve("rgb.png"));
        ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        assertRefused(file("bomb.png", png), "it says that it measures 60000 x 60000 pixels");

        byte[] bmp = Files.readAllBytes(FILES.resolve("image.bmp"));
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 60_000).putInt(22, 60_000);
        assertRefused(file("bomb.bmp", bmp), "it says that it measures 60000 x 60000 pixels");

        byte[] gif = Files.readAllBytes(FILES.resolve("image.gif"));
        ByteBuffer.wrap(gif)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(6, (short) 60_000)
                .putShort(8, (short) 60_000);
        assertRefused(file("bomb.gif", gif), "it says that it measures 60000 x 60000 pixels");

        byte[] jpeg = Files.readAllBytes(FILES.resolve("gray.jpg"));
        int frame = find(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0});
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
        assertRefused(file("bomb.jpg", jpeg), "it says that it measures 60000 x 60000 pixels");
    }

    @Test
    void webpWhoseFrameIsHugeIsRefused() throws IOException {
        byte[] webp = Files.readAllBytes(GOLDEN.resolve("lossy-alpha-3.webp"));
        int frame = find(webp, "VP8 ".getBytes(StandardCharsets.ISO_8859_1)) + 8;
        ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).putInt(frame + 6, 0x3FFF3FFF);
        assertRefused(file("bomb.webp", webp), "it says that it measures 16383 x 16383 pixels");

        byte[] lossless = Files.readAllBytes(GOLDEN.resolve("lossless-1.webp"));
        int pixels = find(lossless, "VP8L".getBytes(StandardCharsets.ISO_8859_1)) + 8;
        ByteBuffer.wrap(lossless).order(ByteOrder.LITTLE_ENDIAN).putInt(pixels + 1, 0x0FFFFFFF);
        assertRefused(file("bomb.webp", lossless), "it says that it measures 16384 x 16384 pixels");
    }

    @Test
    void webpWithoutPixelsIsRefused() throws IOException {
        byte[] file =
                "RIFF....WEBPVP8X\n\0\0\0\2\0\0\0\0\0\0\0\0\0ANIM\6\0\0\0......".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, file.length - 8);
        assertRefused(file("nothing.webp", file), "it has no chunk with pixels");
    }

    @Test
    void strangeColourSpaceIsRefusedNotGuessed() throws IOException {
        assertThatThrownBy(() -> JpegColours.of(jpegWithComponents(2)))
                .isInstanceOf(BrokenPicture.class)
                .hasMessageContaining("a JPEG of 2 components");
    }

    @Test
    void damagedBytesNeverEscapeAsAnythingButBadInput() throws IOException {
        Random random = new Random(5);
        int refused = 0;
        for (String name : List.of(
                "exif-1.jpg",
                "cmyk.jpg",
                "alpha.png",
                "palette.png",
                "lossless.webp",
                "lossy.webp",
                "image.bmp",
                "image.gif",
                "image.tif")) {
            byte[] whole = Files.readAllBytes(FILES.resolve(name));
            for (int i = 0; i < 40; i++) {
                byte[] damaged = whole.clone();
                // Headers break decoders more often than pixels do, so half of the damage goes there.
                int reach = i % 2 == 0 ? Math.min(200, whole.length) : whole.length;
                for (int k = 0; k <= i % 3; k++) {
                    damaged[8 + random.nextInt(reach - 8)] = (byte) random.nextInt(256);
                }
                try {
                    PictureReader.read(file(name, damaged));
                } catch (BadInput e) {
                    refused++;
                }
            }
        }
        System.out.println("damaged pictures refused: " + refused + " of 360");
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void manyThreadsReadTheSamePixels() {
        List<Path> files =
                List.of(FILES.resolve("exif-6.jpg"), FILES.resolve("alpha.png"), FILES.resolve("lossy.webp"));
        List<RgbImage> expected = files.stream().map(PictureReader::read).toList();
        assertThat(IntStream.range(0, 60)
                        .parallel()
                        .allMatch(i -> PictureReader.read(files.get(i % 3)).equals(expected.get(i % 3))))
                .isTrue();
    }

    @Test
    void textsOfAFileThatIsNoPngAreRefused() {
        assertThatThrownBy(() -> PngFile.texts(FILES.resolve("gray.jpg")))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("gray.jpg", "it is no PNG", "Choose another file");
        assertThatThrownBy(() -> PngFile.write(folder.resolve("no/such.png"), RgbImage.of(1, 1, new byte[3]), Map.of()))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("such.png", "there is no folder");
        assertThat(folder).isEmptyDirectory();
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> PictureReader.read(file))
                .as(file.toString())
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("Cannot read the picture " + file, reason, "Expected", "Save it again");
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] jpegWithComponents(int components) throws IOException {
        byte[] jpeg = Files.readAllBytes(FILES.resolve("gray.jpg"));
        jpeg[find(jpeg, new byte[] {(byte) 0xFF, (byte) 0xC0}) + 9] = (byte) components;
        return jpeg;
    }

    private static int find(byte[] bytes, byte[] part) {
        return IntStream.range(0, bytes.length - part.length)
                .filter(i -> Arrays.equals(bytes, i, i + part.length, part, 0, part.length))
                .findFirst()
                .orElseThrow();
    }
}
