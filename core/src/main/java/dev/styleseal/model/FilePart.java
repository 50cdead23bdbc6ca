package dev.styleseal.model;

import dev.styleseal.checkpoint.Checkpoint;
import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.Piece;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A network in a file that may hold others too.
 *
 * @param file that holds it, for messages
 * @param opener opens it anew, so that nobody is kept from replacing a file that is not being read
 * @param config what diffusers' config.json would say
 */
record FilePart(Path file, Component component, Supplier<Checkpoint> opener, ConfigFile config) implements Part {
    @Override
    public Object where() {
        return file;
    }

    @Override
    public void tensors(BiConsumer<Piece, TensorFile> reader) {
        try (Checkpoint checkpoint = opener.get()) {
            checkpoint.pieces(component).values().forEach(piece -> reader.accept(piece, checkpoint.file()));
        }
    }
}
