package dev.styleseal.weights;

import java.nio.charset.StandardCharsets;

/** How a file of tensors is written, told by its first bytes. */
enum FileFormat {
    SAFETENSORS,
    /** torch.save since version 1.6. */
    ZIP,
    /** torch.save before version 1.6. */
    PICKLE,
    /** torch.save of 2016. */
    TAR,
    UNKNOWN;

    private static final int TAR_MARK_AT = 257;
    private static final int START_BYTES = TAR_MARK_AT + 5;

    static FileFormat of(FileBytes file) {
        byte[] start = file.upTo(0, START_BYTES);
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("ustar", TAR_MARK_AT)) {
            return TAR;
        }
        if (start.length > Long.BYTES && start[Long.BYTES] == '{') { // behind the length of its header
            return SAFETENSORS;
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return ZIP;
        }
        return text.startsWith("\u0080") ? PICKLE : UNKNOWN;
    }
}
