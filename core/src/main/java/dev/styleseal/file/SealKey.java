package dev.styleseal.file;

/**
 * What a tensor's name means.
 *
 * @param path of the layer, as in {@link dev.styleseal.lora.LoraModule#path}
 * @param part which of the layer's three tensors
 */
record SealKey(String path, Part part) {
    /** The tensors of one layer. */
    enum Part {
        DOWN,
        UP,
        ALPHA
    }
}
