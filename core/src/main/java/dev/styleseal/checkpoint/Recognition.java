package dev.styleseal.checkpoint;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Says what a file is that cannot be used as it was meant. */
final class Recognition {
    private static final byte[] GGUF = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private Recognition() {}

    /**
     * Opens a file of tensors.
     *
     * @throws BadInput when it is in the format of llama.cpp, or cannot be read
     */
    static TensorFile open(Path file) {
        if (isGguf(file)) {
            throw new BadInput(
                    "Cannot use {0}: it is a GGUF file, which holds quantised weights. Expected .safetensors or .ckpt. Use "
                            + "its version in fp16, bf16 or float32.",
                    file);
        }
        return TensorFile.open(file);
    }

    private static boolean isGguf(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(GGUF.length), GGUF);
        } catch (IOException e) {
            return false; // whoever opens it says what is wrong
        }
    }

    /** Refuses, by name, what is known to be something else. */
    static void requireBase(TensorFile file) {
        Optional<ForeignModel> foreign = ForeignModel.of(file.entries());
        if (foreign.isPresent()) {
            throw new BadInput(
                    "Cannot use {0} as a base model: it holds {1}. Expected Stable Diffusion 1, 2 or XL. {2}",
                    file.path(), foreign.get().what(), foreign.get().advice());
        }
    }

    /** The error for a file without a UNet. */
    static BadInput withoutUNet(Path file, Set<Component> components) {
        Message found = components.isEmpty()
                ? Message.of("no tensor of Stable Diffusion")
                : Message.of(
                        "only {0}",
                        Message.joined(
                                ", ", components.stream().map(Recognition::word).toList()));
        return new BadInput(
                "Cannot use {0} as a base model: it holds {1}. Expected a UNet. Give a whole model as --model; a VAE or a "
                        + "text encoder alone goes with --vae or --text-encoder.",
                file, found);
    }

    /** The error for a file that lacks one component. */
    static BadInput without(TensorFile file, Component component) {
        Message found = ForeignModel.of(file.entries())
                .map(ForeignModel::what)
                .orElseGet(() -> Message.of(
                        "{0} tensors of something else", file.entries().size()));
        return new BadInput(
                "Cannot read {0} from {1}: it holds {2}. Expected tensors in the names of Stable Diffusion or diffusers. Name "
                        + "another file.",
                word(component), file.path(), found);
    }

    private static Message word(Component component) {
        return switch (component) {
            case UNET -> Message.of("a UNet");
            case VAE -> Message.of("a VAE");
            case TEXT_ENCODER -> Message.of("a text encoder");
            case TEXT_ENCODER_2 -> Message.of("the second text encoder of SDXL");
        };
    }
}
