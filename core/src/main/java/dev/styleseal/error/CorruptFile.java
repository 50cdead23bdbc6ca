package dev.styleseal.error;

import org.jspecify.annotations.Nullable;

/** A model or adapter file that is damaged, hostile or does not hold what it must. */
public final class CorruptFile extends SealException {
    public CorruptFile(String pattern, @Nullable Object... arguments) {
        super(Message.of(pattern, arguments), null);
    }

    public CorruptFile(Throwable cause, String pattern, @Nullable Object... arguments) {
        super(Message.of(pattern, arguments), cause);
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
