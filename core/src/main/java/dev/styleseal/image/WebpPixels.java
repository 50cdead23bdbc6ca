package dev.styleseal.image;

import dev.styleseal.image.vp8.Plane;
import dev.styleseal.image.vp8.Planes;
import dev.styleseal.image.vp8.Vp8Decoder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageReader;

/**
 * WebP with the colours of libwebp.
 *
 * <p>The ImageIO reader is exact for the lossless kind only. Of the lossy kind, which stores colour at half the
 * resolution, it decodes some blocks wrongly and repeats each stored colour four times, where libwebp interpolates.
 */
final class WebpPixels {
    private static final byte HAS_PROFILE = 0x20; // WebP container specification, "Extended file format"

    private WebpPixels() {}

    /** The file as the ImageIO reader is to see it: one still picture, without a colour profile that it would apply. */
    static byte[] prepared(byte[] file) throws BrokenPicture {
        byte[] copy = file.clone();
        for (WebpChunk chunk : WebpChunk.readAll(file)) {
            switch (chunk.name()) {
                case "ANIM", "ANMF" -> throw new BrokenPicture("it is an animation");
                case "VP8X" -> copy[chunk.from()] &= ~HAS_PROFILE;
                case "ICCP" ->
                    copy[chunk.from() - 5] = '_'; // the last letter of the name; unknown chunks are passed over
                default -> {}
            }
        }
        return copy;
    }

    static RgbImage read(ImageReader reader, byte[] file) throws IOException, BrokenPicture {
        Map<String, WebpChunk> chunks = WebpChunk.readAll(file).stream()
                .collect(Collectors.toMap(WebpChunk::name, chunk -> chunk, (first, second) -> first));
        WebpChunk lossy = chunks.get("VP8 ");
        if (lossy == null) {
            return OnWhite.of(reader.read(0), Optional.empty());
        }
        RgbImage colours =
                colours(Vp8Decoder.decode(file, lossy.from(), lossy.bytes(), reader.getWidth(0), reader.getHeight(0)));
        WebpChunk alpha = chunks.get("ALPH");
        return alpha == null
                ? colours
                : OnWhite.of(colours, WebpAlpha.read(file, alpha, colours.width(), colours.height()));
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
