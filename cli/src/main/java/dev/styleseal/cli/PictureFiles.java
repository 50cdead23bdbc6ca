package dev.styleseal.cli;

import dev.styleseal.TextToImage;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.image.PngFile;
import dev.styleseal.io.Reason;
import dev.styleseal.io.WriteProbe;
import java.io.IOException;
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

    void requireNew() {
        List<Path> existing = IntStream.range(0, pictures.jobs().size())
                .mapToObj(pictures::file)
                .filter(Files::exists)
                .toList();
        if (!existing.isEmpty()) {
            throw new BadInput(
                    "{0} is there already{1}. Expected nothing there. Choose another --output, or replace it with --overwrite.",
                    existing.get(0),
                    existing.size() == 1 ? "" : Message.of(", and so are {0} more", existing.size() - 1));
        }
    }

    void requireWritable() {
        try {
            WriteProbe.inNew(pictures.folder(), 1);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private BadInput unwritable(IOException cause) {
        return new BadInput(
                cause,
                "Cannot write pictures to {0}: {1}. Expected a folder that you may write to. Choose another --output.",
                pictures.folder(),
                Reason.of(cause));
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
        try {
            Files.createDirectories(pictures.folder().toAbsolutePath());
        } catch (IOException e) {
            throw unwritable(e);
        }
        image.save(file);
        return file;
    }
}
