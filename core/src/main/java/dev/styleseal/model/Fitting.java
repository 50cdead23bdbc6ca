package dev.styleseal.model;

import dev.styleseal.error.BadInput;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.vae.VaeConfig;
import java.nio.file.Path;
import java.util.List;

/** Whether the parts of a base are those of one model, by their configs. */
record Fitting(Path path, UNetConfig unet, VaeConfig vae, List<TextPart> texts) {
    /** @throws BadInput if they are not */
    void require() {
        int width = texts.stream().mapToInt(text -> text.config().width()).sum();
        if (width != unet.contextWidth()) {
            throw new BadInput(
                    "In {0} the text encoding is {1} wide and the UNet expects {2}. Expected the parts of one model. Fetch the model again.",
                    path, width, unet.contextWidth());
        }
        unet.addition().ifPresent(this::require);
        if (vae.latentChannels() != unet.outChannels() || unet.inChannels() != unet.outChannels()) {
            throw new BadInput(
                    "In {0} the UNet takes {1} channels and gives {2}, and the VAE has {3}. Expected the same number thrice; inpainting models are not supported. Choose another model.",
                    path, unet.inChannels(), unet.outChannels(), vae.latentChannels());
        }
        for (TextPart text : texts) {
            if (text.tokenizer().maxLength() > text.config().positions()) {
                throw new BadInput(
                        "In {0} the tokenizer makes {1} tokens and the text encoder takes {2}. Expected the parts of one model. Fetch the model again.",
                        path, text.tokenizer().maxLength(), text.config().positions());
            }
        }
    }

    private void require(UNetConfig.Addition addition) {
        int pooled = texts.get(1).config().projection().orElseThrow();
        if (pooled != addition.pooledWidth()) {
            throw new BadInput(
                    "In {0} the pooled text is {1} wide and the UNet expects {2}. Expected the parts of one model. Fetch the model again.",
                    path, pooled, addition.pooledWidth());
        }
    }
}
