package dev.styleseal.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure that the user can mend. Its message says what is wrong, where, what was expected and what to do.
 *
 * <p>The message is kept as a pattern with numbered places and its arguments, so that it can be shown in another
 * language. Everything that is not a {@code SealException} is a bug of the program.
 */
public abstract sealed class SealException extends RuntimeException
        permits BadInput, CorruptFile, OutOfMemory, Interrupted {
    private final Message message;

    SealException(Message message, @Nullable Throwable cause) {
        super(message.text(), cause);
        this.message = message;
    }

    /** The message with its pattern and arguments apart. */
    public final Message message() {
        return message;
    }

    /** The exit code of a program that ends with this failure. */
    public abstract int exitCode();
}
