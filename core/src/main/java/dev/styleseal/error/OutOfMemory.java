package dev.styleseal.error;

import org.jspecify.annotations.Nullable;

/** The work does not fit into this machine's or device's memory. */
public final class OutOfMemory extends SealException {
    public OutOfMemory(String pattern, @Nullable Object... arguments) {
        super(Message.of(pattern, arguments), null);
    }

    public OutOfMemory(Throwable cause, String pattern, @Nullable Object... arguments) {
        super(Message.of(pattern, arguments), cause);
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
