package dev.styleseal.image;

import com.twelvemonkeys.imageio.plugins.webp.vp8.VP8Frame;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * WebP with the colours of libwebp.
 *
 * <p>The lossy kind stores colour at half the resolution. The ImageIO reader repeats each stored colour four times,
 * which is off by some steps of 255 at edges; libwebp interpolates. So the stored planes are taken from the reader's
 * decoder and converted here.
 */
final class WebpPixels {
    private WebpPixels() {}

    static RgbImage read(ImageReader reader, byte[] file) throws IOException, BrokenPicture {
        BufferedImage image = reader.read(0);
        Optional<WebpChunk> lossy = WebpChunk.readAll(file).stream()
                .filter(chunk -> chunk.name().equals("VP8 "))
                .findFirst();
        if (lossy.isPresent()) {
            recolour(image.getRaster(), frame(file, lossy.get(), image.getWidth(), image.getHeight()));
        }
        return OnWhite.of(image, Optional.empty());
    }

    private static VP8Frame frame(byte[] file, WebpChunk chunk, int width, int height) throws IOException {
        try (ImageInputStream in =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(file, chunk.from(), chunk.bytes()))) {
            VP8Frame frame = new VP8Frame(in, false);
            BufferedImage unused = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
            frame.decode(unused.getRaster(), null);
            return frame;
        }
    }

    private static void recolour(WritableRaster pixels, VP8Frame frame) {
        Raster luma = frame.getDebugImageYBuffer().getRaster();
        Raster u = frame.getDebugImageUBuffer().getRaster();
        Raster v = frame.getDebugImageVBuffer().getRaster();
        for (int y = 0; y < pixels.getHeight(); y++) {
            for (int x = 0; x < pixels.getWidth(); x++) {
                convert(pixels, x, y, luma.getSample(x, y, 0), chroma(u, x, y), chroma(v, x, y));
            }
        }
    }

    /**
     * The colour between four stored ones, weighted 9, 3, 3, 1 (libwebp, dsp/upsampling.c, UPSAMPLE_FUNC, with its
     * rounding).
     *
     * @param plane stored samples, each repeated over 2 x 2 pixels
     */
    private static int chroma(Raster plane, int x, int y) {
        int nearX = x & ~1;
        int nearY = y & ~1;
        int farX = Math.max(0, Math.min((plane.getWidth() - 1) & ~1, nearX + (x % 2 == 0 ? -2 : 2)));
        int farY = Math.max(0, Math.min((plane.getHeight() - 1) & ~1, nearY + (y % 2 == 0 ? -2 : 2)));
        int near = plane.getSample(nearX, nearY, 0);
        int beside = plane.getSample(farX, nearY, 0);
        int above = plane.getSample(nearX, farY, 0);
        int across = plane.getSample(farX, farY, 0);
        return (((near + 3 * beside + 3 * above + across + 8) >> 3) + near) >> 1;
    }

    /** libwebp, dsp/yuv.h: BT.601 with 14 fractional bits, 8 of them dropped after each product. */
    private static void convert(WritableRaster pixels, int x, int y, int luma, int u, int v) {
        int light = (luma * 19077) >> 8;
        pixels.setSample(x, y, 0, clamp(light + ((v * 26149) >> 8) - 14234));
        pixels.setSample(x, y, 1, clamp(light - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708));
        pixels.setSample(x, y, 2, clamp(light + ((u * 33050) >> 8) - 17685));
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value >> 6));
    }
}
