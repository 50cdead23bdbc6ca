package dev.styleseal.image.webp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Decodes the content of a VP8L chunk, or of an ALPH chunk that is stored like one. Stateless; any thread may call. */
public final class LosslessDecoder {
    private static final int SIGNATURE = 0x2F;

    private final BitReader in;

    private LosslessDecoder(BitReader in) {
        this.in = in;
    }

    /**
     * What a VP8L chunk says of its picture.
     *
     * @param hasAlpha whether the alpha of the pixels means something
     */
    public record Header(int width, int height, boolean hasAlpha) {
        /** Bytes before the pixels. */
        public static final int BYTES = 5;

        /** Reads the header at {@code from}. */
        public static Header read(byte[] file, int from, int bytes) throws IOException {
            BitReader in = new BitReader(file, from, from + bytes);
            if (in.bits(8) != SIGNATURE) {
                throw new IOException("the lossless data has no signature");
            }
            Header header = new Header(in.bits(14) + 1, in.bits(14) + 1, in.flag());
            if (in.bits(3) != 0) {
                throw new IOException("the lossless data is of an unknown version");
            }
            return header;
        }
    }

    /**
     * Decodes the pixels that follow a header.
     *
     * @param from the first byte behind the header
     * @return alpha, red, green, blue of 8 bits each, from the highest; [height * width]
     * @throws IOException when the data is damaged or cut off
     */
    public static int[] decode(byte[] file, int from, int bytes, int width, int height) throws IOException {
        LosslessDecoder decoder = new LosslessDecoder(new BitReader(file, from, from + bytes));
        Deque<LosslessTransform> transforms = new ArrayDeque<>();
        int coded = width;
        int seen = 0;
        while (decoder.in.flag()) {
            int kind = decoder.in.bits(2);
            if ((seen & 1 << kind) != 0) {
                throw new IOException("the lossless data has a transform twice");
            }
            seen |= 1 << kind;
            LosslessTransform transform = decoder.transform(kind, coded, height);
            transforms.push(transform);
            coded = transform.codedWidth();
        }
        int[] argb = decoder.image(coded, height, true);
        for (LosslessTransform transform : transforms) {
            argb = transform.undo(argb, height);
        }
        return argb;
    }

    private LosslessTransform transform(int kind, int width, int height) throws IOException {
        return switch (kind) {
            case 0, 1 -> {
                int bits = in.bits(3) + 2;
                int[] blocks = image(blocks(width, bits), blocks(height, bits), false);
                yield kind == 0
                        ? new PredictorTransform(width, bits, blocks)
                        : new ColourTransform(width, bits, blocks);
            }
            case 2 -> new GreenTransform(width);
            default -> {
                int colours = in.bits(8) + 1;
                yield PaletteTransform.of(width, image(colours, 1, false));
            }
        };
    }

    static int blocks(int length, int bits) {
        return (length + (1 << bits) - 1) >> bits;
    }

    /** One entropy-coded image; only the main one may use different codes in different places. */
    private int[] image(int width, int height, boolean main) throws IOException {
        int cacheBits = in.flag() ? in.bits(4) : 0;
        if (cacheBits > 11) {
            throw new IOException("the lossless data has a colour cache that is too large");
        }
        int cacheSize = cacheBits == 0 ? 0 : 1 << cacheBits;
        if (main && in.flag()) {
            int bits = in.bits(3) + 2;
            int perRow = blocks(width, bits);
            int[] blocks = image(perRow, blocks(height, bits), false);
            return pixels(width, height, cacheBits, CodeGroups.of(in, cacheSize, blocks, bits, perRow));
        }
        return pixels(width, height, cacheBits, CodeGroups.single(in, cacheSize));
    }

    private int[] pixels(int width, int height, int cacheBits, CodeGroups codes) throws IOException {
        int[] argb = new int[width * height];
        int[] cache = new int[1 << cacheBits];
        int at = 0;
        while (at < argb.length) {
            PrefixCode[] code = codes.at(at % width, at / width);
            int symbol = code[0].symbol(in);
            int from = at;
            if (symbol < CodeGroups.LITERALS) {
                int red = code[1].symbol(in);
                int blue = code[2].symbol(in);
                argb[at++] = code[3].symbol(in) << 24 | red << 16 | symbol << 8 | blue;
            } else if (symbol < CodeGroups.LITERALS + CodeGroups.LENGTHS) {
                int length = number(symbol - CodeGroups.LITERALS);
                int distance = distance(number(code[4].symbol(in)), width);
                if (distance > at || length > argb.length - at) {
                    throw new IOException("the lossless data points outside the picture");
                }
                for (int i = 0; i < length; i++, at++) {
                    argb[at] = argb[at - distance];
                }
            } else {
                argb[at++] = cache[symbol - CodeGroups.LITERALS - CodeGroups.LENGTHS];
            }
            for (; from < at && cacheBits > 0; from++) {
                cache[(argb[from] * 0x1E35A7BD) >>> (32 - cacheBits)] = argb[from];
            }
        }
        return argb;
    }

    /** A length or distance: small ones as they are, larger ones with extra bits. */
    private int number(int symbol) throws IOException {
        if (symbol < 4) {
            return symbol + 1;
        }
        int extra = (symbol - 2) >> 1;
        return ((2 + (symbol & 1)) << extra) + in.bits(extra) + 1;
    }

    private static int distance(int number, int width) {
        if (number > Tables.DISTANCES.length) {
            return number - Tables.DISTANCES.length;
        }
        int place = Tables.DISTANCES[number - 1];
        return Math.max(1, (place >> 4) * width + 8 - (place & 15));
    }
}
