package dev.styleseal.file;

import dev.styleseal.weights.TensorFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What there is in the file of a seal, sound or not, for those who look at it and do not wear it.
 *
 * @param seal the sound layers; nothing if there are none
 * @param broken the other ones
 */
record ExaminedSeal(Optional<Seal> seal, List<BrokenLayer> broken) {
    ExaminedSeal {
        broken = List.copyOf(broken);
    }

    /** Of a file, or of a PEFT folder of one network; errors as {@link Seal#open}, but for values that are no numbers. */
    static ExaminedSeal of(Path path) {
        Optional<PeftFolder> folder = PeftFolder.at(path);
        if (folder.isEmpty()) {
            try (TensorFile file = TensorFile.open(path)) {
                return SealReader.examined(file, SealContent.of(file), AdapterConfig.of(file));
            }
        }
        PeftFolder piece = folder.get().onlyPiece();
        try (TensorFile file = TensorFile.open(piece.weights())) {
            return SealReader.examined(file, piece.content(file), Optional.of(piece.config()));
        }
    }
}
