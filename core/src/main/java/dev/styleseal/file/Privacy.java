package dev.styleseal.file;

/** How much a seal tells about the pictures it was made from. */
public enum Privacy {
    /** No folders, no captions; of the tags the trigger alone. */
    REDACTED,
    /** With the frequency of all tags by folder, as kohya writes it. */
    FULL
}
