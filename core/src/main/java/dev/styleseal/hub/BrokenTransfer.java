package dev.styleseal.hub;

import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;

/** A transfer that may succeed when it is tried again, with its cause in words for people. */
final class BrokenTransfer extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Message words;

    BrokenTransfer(String pattern, Object... arguments) {
        super(Message.of(pattern, arguments).text());
        words = Message.of(pattern, arguments);
    }

    /** Why a transfer failed. */
    static Message reason(IOException failure) {
        return failure instanceof BrokenTransfer broken ? broken.words : Reason.of(failure);
    }
}
