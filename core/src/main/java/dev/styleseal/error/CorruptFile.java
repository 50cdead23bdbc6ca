package dev.styleseal.error;

/** A model or adapter file that is damaged, hostile or does not hold what it must. */
public final class CorruptFile extends SealException {
    public CorruptFile(String pattern, Object... arguments) {
        super(Message.of(pattern, arguments), null);
    }

    public CorruptFile(Throwable cause, String pattern, Object... arguments) {
        super(Message.of(pattern, arguments), cause);
    }

    @Override
    public int exitCode() {
        return 3;
    }
}
