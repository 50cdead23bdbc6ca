package dev.styleseal.model;

import dev.styleseal.checkpoint.Piece;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.weights.TensorFile;
import java.util.function.BiConsumer;

/** One network of a base on disk: a folder of diffusers, or its tensors in a file with others. */
interface Part {
    /** What error messages call it: a path. */
    Object where();

    /** Its config.json, or what stands for it. */
    ConfigFile config();

    /**
     * Opens the files and hands over every tensor by today's name of diffusers, each once, with the open file it lies
     * in.
     *
     * @throws dev.styleseal.error.BadInput if there are no weights
     * @throws dev.styleseal.error.CorruptFile if they are damaged
     */
    void tensors(BiConsumer<Piece, TensorFile> reader);
}
