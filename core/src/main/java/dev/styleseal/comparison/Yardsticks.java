package dev.styleseal.comparison;

import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Real pictures to measure by.
 *
 * @param heldOut a folder of captioned pictures that no seal was trained on, for the loss
 * @param pictures the folder of the training pictures, for style, colours and memorisation; captions are not looked at
 */
public record Yardsticks(Optional<Path> heldOut, Optional<Path> pictures) {
    private static final CaptionRule ANY_CAPTION = new CaptionRule(Optional.of("picture"), Optional.empty());

    /**
     * Looks into the folders, so that what is wrong with them is known before a base is read.
     *
     * @throws dev.styleseal.error.BadInput as {@link PictureFolder#read}
     */
    public void requireUsable() {
        heldOut.ifPresent(Yardsticks::captioned);
        pictures.ifPresent(Yardsticks::any);
    }

    /** Whether the pictures that no seal should have seen are those all were trained on. */
    public boolean areTheSame() {
        return heldOut.isPresent() && heldOut.map(Yardsticks::plain).equals(pictures.map(Yardsticks::plain));
    }

    private static Path plain(Path folder) {
        return folder.toAbsolutePath().normalize();
    }

    static List<TrainingPicture> captioned(Path folder) {
        return PictureFolder.read(folder, CaptionRule.filesOnly());
    }

    /** With captions or without. */
    static List<TrainingPicture> any(Path folder) {
        return PictureFolder.read(folder, ANY_CAPTION);
    }
}
