package dev.styleseal.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of picture files that can be read, told by their first bytes and never by the file's name. */
public enum PictureFormat {
    JPEG("jpeg", "\\xFF\\xD8\\xFF"),
    PNG("png", "\\x89PNG\\r\\n\\x1A\\n"),
    WEBP("webp", "RIFF....WEBP"),
    BMP("bmp", "BM"),
    GIF("gif", "GIF8[79]a"),
    TIFF("tiff", "II\\*\\x00|MM\\x00\\*");

    /** How many bytes from the start of a file {@link #of} wants to see. */
    public static final int HEAD_BYTES = 12;

    private final String readerName;
    private final Pattern start; // of the bytes as Latin-1 letters

    PictureFormat(String readerName, String start) {
        this.readerName = readerName;
        this.start = Pattern.compile(start, Pattern.DOTALL);
    }

    /** The format whose files begin like this one; empty when none does. */
    public static Optional<PictureFormat> of(byte[] head) {
        String letters = new String(head, 0, Math.min(head.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
        return Arrays.stream(values())
                .filter(format -> format.start.matcher(letters).lookingAt())
                .findFirst();
    }

    /** The name under which ImageIO knows the format. */
    String readerName() {
        return readerName;
    }
}
