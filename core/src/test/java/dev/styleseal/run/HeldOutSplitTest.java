package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pictures are learned and which are only measured. */
class HeldOutSplitTest {
    @TempDir
    private Path folder;

    private TrainingPicture picture(String name, String bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, bytes);
        return new TrainingPicture(file, "a picture", "test");
    }

    private List<TrainingPicture> pictures(String in, int count) throws IOException {
        List<TrainingPicture> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(picture(in + "/p" + i + ".png", "picture " + i));
        }
        return pictures;
    }

    private static Set<String> names(List<TrainingPicture> pictures) {
        return pictures.stream()
                .map(picture -> String.valueOf(picture.file().getFileName()))
                .collect(Collectors.toSet());
    }

    @Test
    void fewerThanTwentyPicturesAreAllLearnedAndTheScoreSaysSo() throws IOException {
        HeldOutSplit split = HeldOutSplit.automatic(pictures("a", 19), 1);
        assertThat(split.heldOut()).isFalse();
        assertThat(split.learned()).hasSize(19);
        assertThat(split.measured()).isEqualTo(split.learned().subList(0, 16));
        assertThat(split.reason())
                .hasToString(
                        "none is withheld: there are 19 different pictures, and from 20 on a tenth is; the loss is measured on training pictures");
    }

    @Test
    void fromTwentyOnATenthIsWithheld() throws IOException {
        List<TrainingPicture> pictures = pictures("a", 39);
        for (int[] expected : new int[][] {{20, 2}, {29, 2}, {30, 3}, {39, 3}}) {
            HeldOutSplit split = HeldOutSplit.automatic(pictures.subList(0, expected[0]), 1);
            assertThat(split.withheld()).hasSize(expected[1]).isEqualTo(split.measured());
            assertThat(split.learned())
                    .hasSize(expected[0] - expected[1])
                    .doesNotContainAnyElementsOf(split.withheld());
            assertThat(split.reason().text())
                    .startsWith("a tenth of " + expected[0] + " pictures is withheld, drawn by seed 1 and file name: p")
                    .contains(names(split.withheld()));
        }
    }

    @Test
    void theDrawDependsOnSeedAndFileNamesOnly() throws IOException {
        List<TrainingPicture> pictures = pictures("a", 40);
        Set<String> drawn = names(HeldOutSplit.automatic(pictures, 1).withheld());
        assertThat(names(HeldOutSplit.automatic(pictures("elsewhere", 40), 1).withheld()))
                .isEqualTo(drawn);
        assertThat(names(HeldOutSplit.automatic(pictures, 2).withheld())).isNotEqualTo(drawn);
        List<TrainingPicture> backwards = new ArrayList<>(pictures);
        Collections.reverse(backwards);
        assertThat(names(HeldOutSplit.automatic(backwards, 1).withheld())).isEqualTo(drawn);
    }

    @Test
    void oneMorePictureChangesAtMostOneOfTheWithheld() throws IOException {
        List<TrainingPicture> pictures = pictures("a", 60);
        for (int count = 20; count < 60; count++) {
            Set<String> before =
                    names(HeldOutSplit.automatic(pictures.subList(0, count), 1).withheld());
            Set<String> after = names(
                    HeldOutSplit.automatic(pictures.subList(0, count + 1), 1).withheld());
            before.removeAll(after);
            assertThat(before)
                    .as("withheld of " + count + " and learned of one more")
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void copiesOfAPictureStayOnOneSide() throws IOException {
        List<TrainingPicture> pictures = pictures("a", 20);
        Path withheld = HeldOutSplit.automatic(pictures, 1).withheld().get(0).file();
        TrainingPicture copy = picture("b/zz copy.png", Files.readString(withheld));
        TrainingPicture other = picture("b/zz.png", "PICTURE 1");
        pictures.add(copy);
        HeldOutSplit split = HeldOutSplit.automatic(pictures, 1);
        assertThat(split.withheld())
                .hasSize(3)
                .contains(copy)
                .extracting(TrainingPicture::file)
                .contains(withheld);
        pictures.add(other);
        assertThat(HeldOutSplit.automatic(pictures, 1).learned()).hasSize(22 - 3);
    }

    @Test
    void copiesDoNotMakeATrainingSetLarger() throws IOException {
        List<TrainingPicture> pictures = pictures("a", 10);
        pictures.addAll(pictures("b", 10));
        HeldOutSplit split = HeldOutSplit.automatic(pictures, 1);
        assertThat(split.heldOut()).isFalse();
        assertThat(split.reason().text()).contains("there are 10 different pictures");
    }

    @Test
    void noneMeansAllAreLearned() throws IOException {
        HeldOutSplit split = HeldOutSplit.none(pictures("a", 30));
        assertThat(split.learned()).hasSize(30);
        assertThat(split.heldOut()).isFalse();
        assertThat(split.reason().text()).contains("as asked");
    }

    @Test
    void aFolderOfItsOwnIsMeasuredAndEverythingLearned() throws IOException {
        List<TrainingPicture> learned = pictures("a", 3);
        List<TrainingPicture> own = List.of(picture("own/x.png", "quite another"), picture("own/y.png", "PICTURE 1"));
        HeldOutSplit split = HeldOutSplit.folder(learned, own);
        assertThat(split.learned()).isEqualTo(learned);
        assertThat(split.measured()).isEqualTo(own);
        assertThat(split.reason()).hasToString("2 pictures of " + folder.resolve("own") + ", as asked");
    }

    @Test
    void aFolderThatHoldsATrainingPictureIsRefused() throws IOException {
        List<TrainingPicture> own = List.of(picture("own/x.png", "quite another"), picture("own/y.png", "picture 1"));
        assertThatThrownBy(() -> HeldOutSplit.folder(pictures("a", 3), own))
                .isInstanceOf(BadInput.class)
                .hasMessage(
                        "1 picture of --held-out is also learned: y.png. Expected pictures that training never sees, or the loss tells nothing of new ones. Take them out of one of the two folders.");
    }

    @Test
    void aPictureThatVanishedIsNamed() throws IOException {
        List<TrainingPicture> pictures = pictures("a", 30);
        Files.delete(pictures.get(7).file());
        assertThatThrownBy(() -> HeldOutSplit.automatic(pictures, 1))
                .isInstanceOf(BadInput.class)
                .hasMessage(
                        "Cannot read " + pictures.get(7).file()
                                + ": no such file or folder. Expected a picture. Make it readable, or take it out of the folder.");
    }
}
