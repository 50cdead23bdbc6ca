package dev.styleseal.file;

/**
 * What a tensor's name means.
 *
 * @param path of the layer, as in {@link dev.styleseal.lora.LoraModule#path}
 * @param part which of the layer's tensors
 */
record SealKey(String path, Part part) {
    /** The tensors of one layer. */
    enum Part {
        DOWN,
        UP,
        ALPHA,
        /** Lengths of a DoRA as peft writes them: [out], or [1, out, 1, 1] for a convolution. */
        MAGNITUDE,
        /** Lengths of a DoRA as LyCORIS writes them: [out, 1, ..], or [1, in, ..] in older files. */
        DORA_SCALE
    }
}
