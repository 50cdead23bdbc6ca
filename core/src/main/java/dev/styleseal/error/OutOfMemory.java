package dev.styleseal.error;

/** The work does not fit into this machine's or device's memory. */
public final class OutOfMemory extends SealException {
    public OutOfMemory(String pattern, Object... arguments) {
        super(Message.of(pattern, arguments), null);
    }

    public OutOfMemory(Throwable cause, String pattern, Object... arguments) {
        super(Message.of(pattern, arguments), cause);
    }

    @Override
    public int exitCode() {
        return 4;
    }
}
