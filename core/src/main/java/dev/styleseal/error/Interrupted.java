package dev.styleseal.error;

import org.jspecify.annotations.Nullable;

/** The user or the system asked the work to end; what was done so far has been kept where the message says. */
public final class Interrupted extends SealException {
    public Interrupted(String pattern, @Nullable Object... arguments) {
        super(Message.of(pattern, arguments), null);
    }

    public Interrupted(Throwable cause, String pattern, @Nullable Object... arguments) {
        super(Message.of(pattern, arguments), cause);
    }

    @Override
    public int exitCode() {
        return 130;
    }
}
