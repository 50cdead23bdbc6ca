package dev.styleseal.io;

import dev.styleseal.error.Message;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read or written, in words that fit into a sentence. */
public final class Reason {
    private Reason() {}

    /** The cause without the file's name, which Java's own messages give alone and without saying what happened. */
    public static Message of(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return Message.of("permission denied");
        }
        if (failure instanceof NoSuchFileException) {
            return Message.of("no such file or folder");
        }
        String words = failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
        return Message.of(words == null || words.isBlank() ? failure.getClass().getSimpleName() : words);
    }
}
