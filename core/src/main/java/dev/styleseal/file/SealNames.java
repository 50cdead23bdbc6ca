package dev.styleseal.file;

import java.util.Optional;

/** One dialect: names of tensors to layers and back. */
interface SealNames {
    /** What the name of a tensor means in this dialect; nothing when it means nothing. */
    Optional<SealKey> parse(String name);

    /** The name of a tensor in this dialect. */
    String name(SealKey key);
}
