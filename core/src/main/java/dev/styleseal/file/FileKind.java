package dev.styleseal.file;

import java.util.Set;

/** What a file of tensors is, told by the names of its tensors. */
public enum FileKind {
    /** An adapter that can be worn. */
    SEAL,
    /** An adapter of a kind that cannot be worn yet; {@link FileInspection#unusable} says why. */
    UNSUPPORTED_ADAPTER,
    /** The UNet of a diffusers model. */
    UNET,
    /** The VAE of a diffusers model. */
    VAE,
    /** A text encoder of a diffusers model. */
    TEXT_ENCODER,
    /** A whole model in one file, in the original names. */
    CHECKPOINT,
    /** None of these. */
    UNKNOWN;

    static FileKind of(Set<String> names, SealContent content) {
        if (names.stream().anyMatch(name -> name.startsWith("model.diffusion_model."))) {
            return CHECKPOINT;
        }
        if (names.contains("conv_in.weight") && names.contains("time_embedding.linear_1.weight")) {
            return UNET;
        }
        if (names.contains("encoder.conv_in.weight") && names.contains("decoder.conv_in.weight")) {
            return VAE;
        }
        if (names.contains("text_model.embeddings.token_embedding.weight")) {
            return TEXT_ENCODER;
        }
        if (content.unusable().isEmpty()) {
            return content.layers().isEmpty() ? UNKNOWN : SEAL;
        }
        boolean adapter = !content.layers().isEmpty()
                || content.unusable().keySet().stream().anyMatch(reason -> !reason.equals(Unusable.NOT_UNDERSTOOD));
        return adapter ? UNSUPPORTED_ADAPTER : UNKNOWN;
    }
}
