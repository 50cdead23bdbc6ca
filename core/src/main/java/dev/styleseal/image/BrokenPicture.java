package dev.styleseal.image;

import dev.styleseal.error.Message;
import org.jspecify.annotations.Nullable;

/** Why bytes are no usable picture; the one who knows the file's name makes a message for people of it. */
final class BrokenPicture extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Message reason;

    BrokenPicture(String pattern, Object... arguments) {
        this(null, pattern, arguments);
    }

    BrokenPicture(@Nullable Throwable cause, String pattern, Object... arguments) {
        super(cause);
        this.reason = Message.of(pattern, arguments);
    }

    /** Half a sentence that follows "Cannot read ...:". */
    Message reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return reason.text();
    }
}
