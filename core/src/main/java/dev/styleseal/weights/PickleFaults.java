package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.nio.file.Path;

/** The errors of pickles whose values say what cannot be. */
record PickleFaults(Path file) {
    CorruptFile damaged(String pattern, Object... arguments) {
        return new CorruptFile(
                "Cannot read {0}: {1}. Expected tensors as torch.save writes them. Fetch the file again, or a .safetensors "
                        + "version of it.",
                file, Message.of(pattern, arguments));
    }

    BadInput bigEndian() {
        return new BadInput(
                "Cannot read {0}: its numbers are big-endian. Expected little-endian ones. Save it again on an ordinary machine.",
                file);
    }
}
