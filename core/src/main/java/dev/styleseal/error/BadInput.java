package dev.styleseal.error;

import org.jspecify.annotations.Nullable;

/** An option, setting, folder or picture that cannot be used as it is; chapters may tell more of it in a type of their own. */
public non-sealed class BadInput extends SealException {
    public BadInput(String pattern, @Nullable Object... arguments) {
        super(Message.of(pattern, arguments), null);
    }

    public BadInput(Throwable cause, String pattern, @Nullable Object... arguments) {
        super(Message.of(pattern, arguments), cause);
    }

    @Override
    public final int exitCode() {
        return 2;
    }
}
