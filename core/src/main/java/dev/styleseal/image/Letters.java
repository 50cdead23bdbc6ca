package dev.styleseal.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Small Latin letters, digits and a few signs of 5 x 8 dots, for labels inside pictures: Java's own text drawing needs
 * fonts, which a bare server does not have. Capitals are written small, and ? in place of what is not known. Immutable;
 * may be shared between threads.
 */
public final class Letters {
    private static final int ADVANCE = 6; // dots from the beginning of one letter to that of the next
    private static final int ROWS = 8;
    private static final int LINE = 11; // dots from one line to the next
    private static final int MARGIN = 3;
    private static final char UNKNOWN = '?';
    private static final byte INK = 0x33;

    private final Map<Character, List<String>> dots = new HashMap<>();

    private Letters(List<String> lines) {
        for (int i = 0; i + ROWS < lines.size(); i += ROWS + 1) {
            dots.put(lines.get(i).charAt(0), lines.subList(i + 1, i + 1 + ROWS));
        }
    }

    /** From letters.txt: each letter, then its rows. */
    public static Letters read() {
        try (InputStream in = Objects.requireNonNull(Letters.class.getResourceAsStream("letters.txt"))) {
            return new Letters(new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A white picture with lines of text, half way down at its left edge; what does not fit is cut off.
     *
     * @param enlarged pixels that a dot becomes in each direction, at least 1
     */
    public RgbImage drawn(List<String> lines, int width, int height, int enlarged) {
        byte[] rgb = new byte[Math.multiplyExact(width * 3, height)];
        Arrays.fill(rgb, (byte) 255);
        int top = Math.max(0, (height / enlarged - lines.size() * LINE) / 2);
        for (int y = 0; y < height; y++) {
            int row = y / enlarged - top;
            int line = Math.floorDiv(row, LINE);
            for (int x = 0; x < width && line >= 0 && line < lines.size(); x++) {
                if (isInk(lines.get(line), x / enlarged - MARGIN, row % LINE)) {
                    int from = (y * width + x) * 3;
                    Arrays.fill(rgb, from, from + 3, INK);
                }
            }
        }
        return RgbImage.owning(width, height, rgb);
    }

    /** A text in lines that are no wider than that many pixels, broken wherever it must be. */
    public static List<String> wrapped(String text, int width, int enlarged) {
        int most = Math.max(1, (width / enlarged - 2 * MARGIN) / ADVANCE);
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < text.length(); from += most) {
            lines.add(text.substring(from, Math.min(text.length(), from + most)));
        }
        return lines;
    }

    /** Whether a line of text has ink at a dot, seen from its upper left corner. */
    private boolean isInk(String text, int x, int y) {
        int place = Math.floorDiv(x, ADVANCE);
        int column = Math.floorMod(x, ADVANCE);
        if (place < 0 || place >= text.length() || column == ADVANCE - 1 || y >= ROWS || text.charAt(place) == ' ') {
            return false;
        }
        Character small = text.toLowerCase(Locale.ROOT).charAt(place);
        return dots.getOrDefault(small, Objects.requireNonNull(dots.get(UNKNOWN)))
                        .get(y)
                        .charAt(column)
                == '#';
    }
}
