package dev.styleseal.weights;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.nio.file.Path;

/** The errors of zip files. */
record ZipFaults(Path file) {
    CorruptFile damaged(String pattern, Object... arguments) {
        return new CorruptFile(
                "Cannot read {0}: as a zip file it is damaged: {1}. Expected what torch.save writes. Fetch or copy the "
                        + "file again.",
                file, Message.of(pattern, arguments));
    }

    BadInput program() {
        return new BadInput(
                "Cannot read {0}: it is a TorchScript program. Expected tensors alone. Use the model's .safetensors files.",
                file);
    }

    CorruptFile refused(String name, String pattern, Object... arguments) {
        return new CorruptFile(
                "Cannot read {0}: its entry {1} {2}. Expected stored entries with plain names, as torch.save writes them. "
                        + "Do not use this file: get a .safetensors version of it.",
                file, name, Message.of(pattern, arguments));
    }
}
