package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.io.Reason;
import dev.styleseal.io.WriteProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where pictures are written to.
 *
 * @param path there or not
 */
record PictureFolder(Path path) {
    /**
     * Called before anything is painted.
     *
     * @throws BadInput if one of the files is there
     */
    static void requireNone(List<Path> files) {
        List<Path> existing = files.stream().filter(Files::exists).toList();
        if (!existing.isEmpty()) {
            throw new BadInput(
                    "{0} is there already{1}. Expected nothing there. Choose another --output, or replace it with --overwrite.",
                    existing.get(0),
                    existing.size() == 1 ? "" : Message.of(", and so are {0} more", existing.size() - 1));
        }
    }

    /** @throws BadInput if nothing can be written there */
    void requireWritable() {
        try {
            WriteProbe.inNew(path, 1);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Writes a picture to a file in it, or in a folder in it that need not be there. */
    void save(GeneratedImage image, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw unwritable(e);
        }
        image.save(file);
    }

    private BadInput unwritable(IOException cause) {
        return new BadInput(
                cause,
                "Cannot write pictures to {0}: {1}. Expected a folder that you may write to. Choose another --output.",
                path,
                Reason.of(cause));
    }
}
