package dev.styleseal.data;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.image.PictureReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of pictures with a caption file beside each, or none: {@code cat.webp} and {@code cat.txt}.
 *
 * <p>A caption file wins over the caption given for all, which wins over the trigger. Subfolders are not entered.
 */
public final class PictureFolder {
    private PictureFolder() {}

    /**
     * The pictures and their captions by file name; the pictures themselves are not read yet.
     *
     * @throws BadInput when there is no such folder or no picture in it; when captions are empty, not UTF-8, missing or
     *     of no picture: all of those at once
     */
    public static List<TrainingPicture> read(Path folder, CaptionRule rule) {
        FolderListing listing = FolderListing.of(folder);
        if (listing.pictures().isEmpty()) {
            throw new BadInput(
                    "There are no pictures in {0}; it holds {1}. Expected JPEG, PNG, WebP, BMP, GIF or TIFF files in the "
                            + "folder itself. Put pictures there or choose another folder.",
                    folder,
                    Names.list(Stream.concat(listing.captions().values().stream(), listing.others().stream())
                            .toList()));
        }
        List<Message> problems = new ArrayList<>();
        List<Path> uncaptioned = new ArrayList<>();
        List<TrainingPicture> pictures = new ArrayList<>();
        for (Path picture : listing.pictures()) {
            Optional<Path> captionFile = listing.captionOf(picture);
            if (captionFile.isPresent()) {
                CaptionFile.read(captionFile.get(), problems)
                        .ifPresent(words ->
                                pictures.add(new TrainingPicture(picture, words, Names.of(captionFile.get()))));
            } else if (rule.caption().isPresent()) {
                pictures.add(new TrainingPicture(picture, rule.caption().get(), "--caption"));
            } else if (rule.trigger().isPresent()) {
                pictures.add(new TrainingPicture(picture, rule.trigger().get(), "--trigger"));
            } else {
                uncaptioned.add(picture);
            }
        }
        requireSound(folder, listing, problems, uncaptioned);
        return List.copyOf(pictures);
    }

    /**
     * The number of pictures in a folder; neither they nor their captions are read.
     *
     * @throws BadInput when there is no such folder
     */
    public static int count(Path folder) {
        return FolderListing.of(folder).pictures().size();
    }

    /** What else is in the folder and will not be used: files of other kinds and subfolders, by name. */
    public static List<Path> unused(Path folder) {
        return FolderListing.of(folder).others();
    }

    /**
     * Reads every picture and cuts it to a size, in the order of the list.
     *
     * <p>All results are in memory at once: 3 bytes a pixel.
     *
     * @throws BadInput when some cannot be read: all of them, each with its reason
     */
    public static List<FramedPicture> decodeAll(List<TrainingPicture> pictures, int width, int height) {
        List<FramedPicture> images = new ArrayList<>();
        List<Message> broken = new ArrayList<>();
        for (TrainingPicture picture : pictures) {
            try {
                images.add(FramedPicture.of(PictureReader.read(picture.file()), width, height));
            } catch (BadInput e) {
                Object reason = e.message().arguments().get(1);
                broken.add(Message.of("{0}: {1}", picture.file(), reason));
            }
        }
        if (!broken.isEmpty()) {
            throw new BadInput(
                    "{0} of {1} pictures cannot be read:{2}\nExpected whole JPEG, PNG, WebP, BMP, GIF or TIFF files. Save "
                            + "them again as PNG from a picture editor, or take them out of the folder.",
                    broken.size(), pictures.size(), Names.lines(broken));
        }
        return images;
    }

    private static void requireSound(
            Path folder, FolderListing listing, List<Message> problems, List<Path> uncaptioned) {
        if (!problems.isEmpty()) {
            throw new BadInput(
                    "{0} caption files in {1} cannot be used:{2}\nExpected UTF-8 text that says what the picture shows. "
                            + "Write the caption or delete the file.",
                    problems.size(), folder, Names.lines(problems));
        }
        List<Path> orphans = listing.orphanCaptions();
        if (!orphans.isEmpty()) {
            throw new BadInput(
                    "These caption files in {0} belong to no picture: {1}. Expected the name of a picture with .txt in "
                            + "place of its ending. Rename them, or take them out of the folder.",
                    folder, Names.list(orphans));
        }
        if (!uncaptioned.isEmpty()) {
            throw new BadInput(
                    "These pictures in {0} have no caption: {1}. Expected a .txt file beside each, or words for all of "
                            + "them. Write the files, or give --caption or --trigger.",
                    folder, Names.list(uncaptioned));
        }
    }
}
