package dev.styleseal.model;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.KnownNames;
import dev.styleseal.checkpoint.Piece;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import dev.styleseal.weights.WeightFolder;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * A network as diffusers saves it: config.json beside its weights.
 *
 * @param component which one, for names that have changed since
 */
record FolderPart(Path folder, Component component) implements Part {
    @Override
    public Object where() {
        return folder;
    }

    @Override
    public ConfigFile config() {
        return ConfigFile.read(folder.resolve("config.json"));
    }

    @Override
    public void tensors(BiConsumer<Piece, TensorFile> reader) {
        try (WeightFolder files = WeightFolder.open(folder)) {
            for (TensorEntry entry : files.entries().values()) {
                KnownNames.today(component, entry.name())
                        .ifPresent(name -> reader.accept(
                                new Piece(name, entry, 0, entry.shape(), false), files.fileOf(entry.name())));
            }
        }
    }
}
