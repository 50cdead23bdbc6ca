package dev.styleseal.image;

import dev.styleseal.image.webp.LosslessDecoder;
import dev.styleseal.image.webp.Plane;
import dev.styleseal.image.webp.Planes;
import dev.styleseal.image.webp.Vp8Decoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** WebP, lossy, lossless and moving (the first frame), with the pixels of libwebp. */
final class WebpPixels {
    private static final int FRAME_HEADER = 16; // of an ANMF chunk: x, y, width, height of 3 bytes, duration, flags

    private WebpPixels() {}

    static RgbImage read(byte[] file) throws IOException, BrokenPicture {
        List<WebpChunk> all = WebpChunk.readAll(file);
        Map<String, WebpChunk> chunks = byName(all);
        WebpChunk frame = chunks.get("ANMF");
        if (frame == null) {
            return still(file, chunks);
        }
        WebpChunk canvas = chunks.get("VP8X");
        if (canvas == null || canvas.bytes() < 10 || frame.bytes() < FRAME_HEADER) {
            throw new BrokenPicture("its chunks do not make an animation");
        }
        RgbImage picture = still(file, byName(frame.inside(file, FRAME_HEADER)));
        int width = little24(file, canvas.from() + 4) + 1;
        int height = little24(file, canvas.from() + 7) + 1;
        Decoder.checkSize(width, height);
        int left = 2 * little24(file, frame.from());
        int top = 2 * little24(file, frame.from() + 3);
        return GifFrame.onScreen(picture, left, top, width, height);
    }

    private static RgbImage still(byte[] file, Map<String, WebpChunk> chunks) throws IOException, BrokenPicture {
        WebpChunk lossless = chunks.get("VP8L");
        if (lossless != null) {
            return lossless(file, lossless);
        }
        WebpChunk lossy = chunks.get("VP8 ");
        if (lossy == null) {
            throw new BrokenPicture("it has no chunk with pixels");
        }
        Decoder.checkSize(
                Vp8Decoder.width(file, lossy.from(), lossy.bytes()),
                Vp8Decoder.height(file, lossy.from(), lossy.bytes()));
        RgbImage colours = colours(Vp8Decoder.decode(file, lossy.from(), lossy.bytes()));
        WebpChunk alpha = chunks.get("ALPH");
        return alpha == null
                ? colours
                : OnWhite.of(colours, WebpAlpha.read(file, alpha, colours.width(), colours.height()));
    }

    private static RgbImage lossless(byte[] file, WebpChunk chunk) throws IOException, BrokenPicture {
        LosslessDecoder.Header header = LosslessDecoder.Header.read(file, chunk.from(), chunk.bytes());
        Decoder.checkSize(header.width(), header.height());
        int skipped = LosslessDecoder.Header.BYTES;
        int[] argb = LosslessDecoder.decode(
                file, chunk.from() + skipped, chunk.bytes() - skipped, header.width(), header.height());
        byte[] rgb = new byte[argb.length * 3];
        byte[] alpha = new byte[argb.length];
        for (int i = 0; i < argb.length; i++) {
            rgb[3 * i] = (byte) (argb[i] >> 16);
            rgb[3 * i + 1] = (byte) (argb[i] >> 8);
            rgb[3 * i + 2] = (byte) argb[i];
            alpha[i] = (byte) (argb[i] >> 24);
        }
        RgbImage image = RgbImage.owning(header.width(), header.height(), rgb);
        return header.hasAlpha() ? OnWhite.of(image, alpha) : image;
    }

    private static Map<String, WebpChunk> byName(List<WebpChunk> chunks) {
        return chunks.stream().collect(Collectors.toMap(WebpChunk::name, chunk -> chunk, (first, second) -> first));
    }

    private static int little24(byte[] file, int at) {
        return (file[at] & 0xFF) | (file[at + 1] & 0xFF) << 8 | (file[at + 2] & 0xFF) << 16;
    }

    private static RgbImage colours(Planes planes) {
        byte[] rgb = new byte[planes.width() * planes.height() * 3];
        int lastColumn = (planes.width() - 1) / 2;
        int lastRow = (planes.height() - 1) / 2;
        for (int y = 0, to = 0; y < planes.height(); y++) {
            int nearY = y / 2;
            int farY = Math.max(0, Math.min(lastRow, nearY + (y % 2 == 0 ? -1 : 1)));
            for (int x = 0; x < planes.width(); x++, to += 3) {
                int nearX = x / 2;
                int farX = Math.max(0, Math.min(lastColumn, nearX + (x % 2 == 0 ? -1 : 1)));
                int u = between(planes.u(), nearX, farX, nearY, farY);
                int v = between(planes.v(), nearX, farX, nearY, farY);
                convert(planes.luma().get(x, y), u, v, rgb, to);
            }
        }
        return RgbImage.owning(planes.width(), planes.height(), rgb);
    }

    /** The colour between four stored ones, weighted 9, 3, 3, 1 and rounded as in libwebp, dsp/upsampling.c. */
    private static int between(Plane plane, int nearX, int farX, int nearY, int farY) {
        int near = plane.get(nearX, nearY);
        int sides = plane.get(farX, nearY) + plane.get(nearX, farY);
        return (((near + 3 * sides + plane.get(farX, farY) + 8) >> 3) + near) >> 1;
    }

    /** libwebp, dsp/yuv.h: BT.601 with 14 fractional bits, 8 of them dropped after each product. */
    private static void convert(int luma, int u, int v, byte[] rgb, int to) {
        int light = (luma * 19077) >> 8;
        rgb[to] = clamp(light + ((v * 26149) >> 8) - 14234);
        rgb[to + 1] = clamp(light - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
        rgb[to + 2] = clamp(light + ((u * 33050) >> 8) - 17685);
    }

    private static byte clamp(int value) {
        return (byte) Math.max(0, Math.min(255, value >> 6));
    }
}
