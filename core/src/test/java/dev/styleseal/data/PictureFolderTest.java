package dev.styleseal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.Reference;
import dev.styleseal.error.BadInput;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import dev.styleseal.unet.Framing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
    private static final CaptionRule BOTH = new CaptionRule(Optional.of("a thing"), Optional.of("sks"));
    private static final CaptionRule TRIGGER = new CaptionRule(Optional.empty(), Optional.of("стиль_Техноманта"));

    @TempDir
    Path folder;

    @Test
    void picturesComeByNameEachWithItsWords() throws IOException {
        picture("b.png");
        picture("a.PNG");
        picture("no-ending");
        Files.writeString(folder.resolve("b.txt"), "\uFEFF a cat,\n in a hat \r\n");
        Files.writeString(folder.resolve(".DS_Store"), "x");
        assertThat(PictureFolder.read(folder, BOTH))
                .containsExactly(
                        new TrainingPicture(folder.resolve("a.PNG"), "a thing", "--caption"),
                        new TrainingPicture(folder.resolve("b.png"), "a cat,\n in a hat", "b.txt"),
                        new TrainingPicture(folder.resolve("no-ending"), "a thing", "--caption"));
        assertThat(PictureFolder.read(folder, TRIGGER).get(0))
                .isEqualTo(new TrainingPicture(folder.resolve("a.PNG"), "стиль_Техноманта", "--trigger"));
    }

    @Test
    void whatIsNotUsedCanBeListed() throws IOException {
        picture("a.png");
        Files.createDirectory(folder.resolve("more"));
        Files.writeString(folder.resolve("notes.md"), "x");
        assertThat(PictureFolder.unused(folder)).containsExactly(folder.resolve("more"), folder.resolve("notes.md"));
    }

    @Test
    void missingFolderIsNamed() throws IOException {
        assertRefused(folder.resolve("nowhere"), BOTH, "There is no folder " + folder.resolve("nowhere"), "Check");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertRefused(file, BOTH, "There is no folder " + file + " (it is a file)");
    }

    @Test
    void folderWithoutPicturesSaysWhatItHolds() throws IOException {
        assertRefused(folder, BOTH, "There are no pictures in " + folder + "; it holds nothing", "Put pictures there");
        Files.writeString(folder.resolve("notes.md"), "x");
        Files.createDirectory(folder.resolve("more"));
        assertRefused(folder, BOTH, "it holds more, notes.md");
    }

    @Test
    void emptyCaptionsAndThoseThatAreNotUtf8AreListedTogether() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            picture(name + ".png");
        }
        Files.writeString(folder.resolve("a.txt"), " \n");
        Files.write(folder.resolve("b.txt"), "a café".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("c.txt"), "cat".getBytes(StandardCharsets.UTF_16));
        assertRefused(
                folder,
                BOTH,
                "3 caption files in " + folder,
                "\n  a.txt is empty",
                "\n  b.txt is not UTF-8 at byte 5 (0xE9)",
                "\n  c.txt is not UTF-8 at byte 0 (0xFE)",
                "Expected UTF-8 text");
    }

    @Test
    void characterCutOffAtTheEndIsFound() throws IOException {
        picture("a.png");
        Files.write(folder.resolve("a.txt"), new byte[] {'c', 'a', 'f', (byte) 0xC3});
        assertRefused(folder, BOTH, "a.txt is not UTF-8 at byte 3 (0xC3)");
    }

    @Test
    void captionFileOfAnotherKindIsRefused() throws IOException {
        picture("a.png");
        Files.write(folder.resolve("a.txt"), new byte[200_000]);
        assertRefused(folder, BOTH, "a.txt has 200000 bytes, more than 100000");
    }

    @Test
    void captionsThatBelongToNoPictureAreListed() throws IOException {
        picture("cat.png");
        Files.writeString(folder.resolve("cats.txt"), "x");
        Files.writeString(folder.resolve("cat.png.txt"), "x");
        assertRefused(folder, BOTH, "belong to no picture: cat.png.txt, cats.txt", "Rename them");
    }

    @Test
    void pictureWithoutAnyWordsIsNamed() throws IOException {
        picture("a.png");
        picture("b.png");
        Files.writeString(folder.resolve("b.txt"), "x");
        assertRefused(folder, CaptionRule.filesOnly(), "have no caption: a.png", "--caption or --trigger");
        assertThatThrownBy(() -> new CaptionRule(Optional.of(" "), Optional.empty()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--caption is empty");
    }

    @Test
    void allBrokenPicturesAreListedAtOnceWithTheirReasons() throws IOException {
        Path files = Reference.folder("pictures/files");
        picture("good.png");
        for (String name : List.of("truncated.jpg", "empty.png", "not-a-picture.png", "bad-crc.png")) {
            Files.copy(files.resolve(name), folder.resolve(name));
        }
        Files.writeString(folder.resolve("phone.heic"), "....ftypheic");
        List<TrainingPicture> pictures = PictureFolder.read(folder, BOTH);
        assertThatThrownBy(() -> PictureFolder.decodeAll(pictures, 8, 8))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(
                        "5 of 6 pictures cannot be read:",
                        "\n  " + folder.resolve("bad-crc.png") + ": its IDAT chunk",
                        "empty.png: it is empty",
                        "not-a-picture.png: it is no picture",
                        "phone.heic: it is no picture",
                        "truncated.jpg: its JPEG data",
                        "take them out of the folder");
    }

    @Test
    void goodPicturesAreCutToSizeInTheirOrder() {
        Path files = Reference.folder("pictures/files");
        List<TrainingPicture> pictures = List.of(
                new TrainingPicture(files.resolve("rgb.png"), "x", "x"),
                new TrainingPicture(files.resolve("exif-6.jpg"), "x", "x"));
        List<RgbImage> images = PictureFolder.decodeAll(pictures, 24, 16).stream()
                .map(FramedPicture::picture)
                .toList();
        assertThat(images).hasSize(2).allMatch(image -> image.width() == 24 && image.height() == 16);
        assertThat(images.get(0)).isNotEqualTo(images.get(1));
    }

    @Test
    void picturesRememberHowTheyCameToTheirSize() throws IOException {
        Path file = folder.resolve("wide.png");
        PngFile.write(file, RgbImage.of(80, 20, new byte[3 * 80 * 20]), Map.of());
        FramedPicture framed = PictureFolder.decodeAll(List.of(new TrainingPicture(file, "x", "x")), 16, 10)
                .get(0);
        // 80 x 20 covers 16 x 10 as 40 x 10, of which 24 columns go, half of them at the left
        assertThat(framed.framing()).isEqualTo(new Framing(20, 80, 0, 12, 10, 16));
    }

    @Test
    void repeatsStandAfterTheLastColonAndOnlyIfTheyAreANumber() {
        assertThat(RepeatedFolder.parse("cats")).isEqualTo(new RepeatedFolder(Path.of("cats"), 1));
        assertThat(RepeatedFolder.parse("cats:3")).isEqualTo(new RepeatedFolder(Path.of("cats"), 3));
        assertThat(RepeatedFolder.parse("a:b:12")).isEqualTo(new RepeatedFolder(Path.of("a:b"), 12));
        assertThat(RepeatedFolder.parse("C:\\cats")).isEqualTo(new RepeatedFolder(Path.of("C:\\cats"), 1));
        assertThat(RepeatedFolder.parse("C:\\cats:2")).isEqualTo(new RepeatedFolder(Path.of("C:\\cats"), 2));
        for (String wrong : List.of("cats:0", "cats:-1", "cats:1.5", "cats:9999999")) {
            assertThatThrownBy(() -> RepeatedFolder.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(BadInput.class)
                    .hasMessageContainingAll(wrong, "Expected a whole number from 1 to 999999", "cats:10");
        }
        assertThatThrownBy(() -> RepeatedFolder.parse(""))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it is empty");
    }

    private void picture(String name) {
        PngFile.write(folder.resolve(name), RgbImage.of(2, 2, new byte[12]), Map.of());
    }

    private static void assertRefused(Path folder, CaptionRule rule, String... parts) {
        assertThatThrownBy(() -> PictureFolder.read(folder, rule))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(parts);
    }
}
