package dev.styleseal.image.webp;

import java.io.IOException;

/** Decodes the content of the VP8 chunk of a WebP file to its planes. Stateless; any thread may call. */
public final class Vp8Decoder {
    private static final int HEADER_BYTES = 10; // frame tag, start code, width, height

    private Vp8Decoder() {}

    /**
     * Decodes one key frame.
     *
     * @param file bytes that hold the frame
     * @param from where the frame begins
     * @param bytes how long it is
     * @throws IOException when the data is damaged or cut off
     */
    public static Planes decode(byte[] file, int from, int bytes) throws IOException {
        int end = from + bytes;
        int width = width(file, from, bytes);
        int height = height(file, from, bytes);
        int firstPartition = little(file, from, 3) >> 5;
        int tokens = from + HEADER_BYTES + firstPartition;
        if (tokens > end) {
            throw new IOException("the first VP8 partition is longer than the file");
        }
        BoolReader in = new BoolReader(file, from + HEADER_BYTES, tokens);
        FrameHeader header = new FrameHeader(in);
        return decode(in, header, partitions(file, tokens, end, header.partitions), width, height);
    }

    /** The width of the frame in pixels. */
    public static int width(byte[] file, int from, int bytes) throws IOException {
        requireKeyFrame(file, from, bytes);
        return little(file, from + 6, 2) & 0x3FFF;
    }

    /** The height of the frame in pixels. */
    public static int height(byte[] file, int from, int bytes) throws IOException {
        requireKeyFrame(file, from, bytes);
        return little(file, from + 8, 2) & 0x3FFF;
    }

    private static void requireKeyFrame(byte[] file, int from, int bytes) throws IOException {
        if (bytes < HEADER_BYTES || (file[from] & 1) != 0) {
            throw new IOException("the VP8 data has no key frame");
        }
        if (file[from + 3] != (byte) 0x9D || file[from + 4] != 0x01 || file[from + 5] != 0x2A) {
            throw new IOException("the VP8 data has no start code");
        }
        if ((little(file, from + 6, 2) & 0x3FFF) == 0 || (little(file, from + 8, 2) & 0x3FFF) == 0) {
            throw new IOException("the VP8 frame has no pixels");
        }
    }

    private static BoolReader[] partitions(byte[] file, int from, int end, int count) throws IOException {
        BoolReader[] partitions = new BoolReader[count];
        int at = from + 3 * (count - 1); // the lengths of all but the last stand before them
        for (int i = 0; i < count; i++) {
            if (at > end) {
                throw new IOException("a VP8 partition begins behind the end of the file");
            }
            int partEnd = i == count - 1 ? end : at + little(file, from + 3 * i, 3);
            partitions[i] = new BoolReader(file, at, Math.min(partEnd, end));
            at = partEnd;
        }
        return partitions;
    }

    private static Planes decode(BoolReader in, FrameHeader header, BoolReader[] partitions, int width, int height)
            throws IOException {
        int columns = (width + 15) / 16;
        int rows = (height + 15) / 16;
        Planes planes = new Planes(
                width,
                height,
                new Plane(columns * 16, rows * 16),
                new Plane(columns * 8, rows * 8),
                new Plane(columns * 8, rows * 8));
        Macroblock[][] blocks = new Macroblock[rows][columns];
        ModeReader modes = new ModeReader(in, header, columns);
        Residuals residuals = new Residuals(header, columns);
        for (int row = 0; row < rows; row++) {
            modes.startRow();
            residuals.startRow();
            for (int column = 0; column < columns; column++) {
                Macroblock block = modes.read(column);
                residuals.read(partitions[row & (partitions.length - 1)], block, column);
                reconstruct(planes, block, residuals.coefficients, column, row);
                blocks[row][column] = block;
            }
            planes.luma().extendRow(row * 16 + 15);
        }
        filter(header, planes, blocks);
        return planes;
    }

    private static void reconstruct(Planes planes, Macroblock block, int[] coefficients, int column, int row) {
        Plane luma = planes.luma();
        int x = column * 16;
        int y = row * 16;
        if (!block.subBlocks) {
            Prediction.whole(luma, x, y, 16, block.luma[0]);
        }
        for (int i = 0; i < 16; i++) {
            int at = luma.at(x + i % 4 * 4, y + i / 4 * 4);
            if (block.subBlocks) {
                // The last column looks at the row above the macroblock, as what is right of it is not yet known.
                int aboveRight = i % 4 == 3 ? luma.at(x + 16, y - 1) : at - luma.stride + 4;
                Prediction.subBlock(luma, at, aboveRight, block.luma[i]);
            }
            Transform.add(coefficients, i * 16, luma, at);
        }
        Prediction.whole(planes.u(), x / 2, y / 2, 8, block.chroma);
        Prediction.whole(planes.v(), x / 2, y / 2, 8, block.chroma);
        for (int i = 0; i < 4; i++) {
            int left = x / 2 + i % 2 * 4;
            int top = y / 2 + i / 2 * 4;
            Transform.add(coefficients, (16 + i) * 16, planes.u(), planes.u().at(left, top));
            Transform.add(coefficients, (20 + i) * 16, planes.v(), planes.v().at(left, top));
        }
    }

    /** After all guesses are made, because they are made from samples before the filter. */
    private static void filter(FrameHeader header, Planes planes, Macroblock[][] blocks) {
        LoopFilter filter = new LoopFilter(header, planes);
        for (int row = 0; row < blocks.length && header.filters(); row++) {
            for (int column = 0; column < blocks[row].length; column++) {
                filter.filter(blocks[row][column], column, row);
            }
        }
    }

    private static int little(byte[] file, int at, int bytes) {
        int number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = number << 8 | (file[at + i] & 0xFF);
        }
        return number;
    }
}
