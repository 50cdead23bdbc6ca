package dev.styleseal.cli;

import dev.styleseal.TextToImage;
import dev.styleseal.error.BadInput;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.image.PngFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The files that pictures go to, and what is there of them already. */
final class PictureFiles {
    private final PictureList pictures;

    PictureFiles(PictureList pictures) {
        this.pictures = pictures;
    }

    /** @throws BadInput if a picture is there */
    void requireNew() {
        PictureFolder.requireNone(IntStream.range(0, pictures.jobs().size())
                .mapToObj(pictures::file)
                .toList());
    }

    void requireWritable() {
        folder().requireWritable();
    }

    private PictureFolder folder() {
        return new PictureFolder(pictures.folder());
    }

    /** The pictures that must be painted. What is there must be exactly what would be painted again. */
    List<Integer> missing(TextToImage painter, boolean overwrite) {
        List<Integer> missing = new ArrayList<>();
        List<String> parameters = painter.parameters(pictures.jobs());
        for (int i = 0; i < pictures.jobs().size(); i++) {
            Path file = pictures.file(i);
            if (overwrite || !Files.exists(file)) {
                missing.add(i);
            } else if (!parameters.get(i).equals(PngFile.texts(file).get(PngFile.PARAMETERS))) {
                throw new BadInput(
                        "{0} is there already, but was painted with other settings. Expected the settings of this command. Choose another --output, or paint all again with --overwrite.",
                        file);
            }
        }
        return missing;
    }

    /** Writes the picture with this index, and tells where. */
    Path save(GeneratedImage image, int index) {
        Path file = pictures.file(index);
        folder().save(image, file);
        return file;
    }
}
