package dev.styleseal.data;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.image.PictureReader;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is in a folder, each part by file name.
 *
 * @param pictures files that begin like a picture, and files that are named like one but do not
 * @param captions files whose name ends in {@code .txt}, by their name without the ending
 * @param others everything else but hidden files
 */
record FolderListing(List<Path> pictures, SortedMap<String, Path> captions, List<Path> others) {
    /** A file of such a name is meant to be a picture: if it is none, that must be said and not passed over. */
    private static final Set<String> PICTURE_ENDINGS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif", "tif", "tiff", "avif", "heic", "heif", "jxl",
            "jp2", "psd", "svg", "tga", "ico");

    /** What operating systems leave behind in folders. */
    private static final Set<String> HIDDEN = Set.of("thumbs.db", "desktop.ini");

    static FolderListing of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInput(
                    "There is no folder {0}{1}. Expected a folder of pictures. Check the name.",
                    folder, Files.exists(folder) ? Message.of(" (it is a file)") : "");
        }
        List<Path> pictures = new ArrayList<>();
        SortedMap<String, Path> captions = new TreeMap<>();
        List<Path> others = new ArrayList<>();
        for (Path file : files(folder)) {
            String ending = ending(file);
            if (Files.isDirectory(file)) {
                others.add(file);
            } else if (ending.equals("txt") && !captions.containsKey(stem(file))) {
                captions.put(stem(file), file);
            } else if (PICTURE_ENDINGS.contains(ending)
                    || PictureReader.formatOf(file).isPresent()) {
                pictures.add(file);
            } else {
                others.add(file);
            }
        }
        return new FolderListing(pictures, captions, others);
    }

    Optional<Path> captionOf(Path picture) {
        return Optional.ofNullable(captions.get(stem(picture)));
    }

    List<Path> orphanCaptions() {
        SortedMap<String, Path> orphans = new TreeMap<>(captions);
        pictures.forEach(picture -> orphans.remove(stem(picture)));
        return List.copyOf(orphans.values());
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !isHidden(Names.of(file)))
                    .sorted(Comparator.comparing(Names::of)) // by code units, the same on every system
                    .toList();
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot look into the folder {0}: {1}. Expected a folder that you may read. Check its rights.",
                    folder,
                    Reason.of(e));
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || HIDDEN.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String ending(Path file) {
        String name = Names.of(file);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String stem(Path file) {
        String name = Names.of(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
