package dev.styleseal.image;

import dev.styleseal.error.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes bytes of a known format, with a check of the size before any pixel is made. */
final class Decoder {
    private Decoder() {}

    /** What one format does with a reader whose input is set and whose size is allowed. */
    @FunctionalInterface
    private interface Step {
        RgbImage read(ImageReader reader) throws IOException, BrokenPicture;
    }

    static RgbImage decode(PictureFormat format, byte[] file) throws BrokenPicture {
        try {
            Embedded embedded = Embedded.of(format, file);
            RgbImage image = switch (format) {
                case WEBP -> WebpPixels.read(file);
                case GIF -> withReader(format, file, GifFrame::first);
                case JPEG -> withReader(format, file, reader -> JpegPixels.read(reader, JpegColours.of(file)));
                case PNG, BMP, TIFF ->
                    withReader(format, file, reader -> OnWhite.of(reader.read(0), embedded.transparentSamples()));
            };
            return Orientation.of(embedded).apply(image);
        } catch (IOException | RuntimeException e) {
            // Damaged files make decoders fail in every way there is, index errors among them.
            String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new BrokenPicture(e, "its {0} data is damaged or cut off ({1})", format, Message.of(words));
        }
    }

    static void checkSize(int width, int height) throws BrokenPicture {
        if ((long) width * height > PictureReader.MAX_PIXELS) {
            throw new BrokenPicture("it says that it measures {0} x {1} pixels, which is too large", width, height);
        }
    }

    private static RgbImage withReader(PictureFormat format, byte[] file, Step step) throws IOException, BrokenPicture {
        // The readers must not be shared between threads, so each picture has its own.
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.readerName());
        ImageReader reader = readers.next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, format != PictureFormat.GIF);
            checkSize(reader.getWidth(0), reader.getHeight(0));
            return step.read(reader);
        } finally {
            reader.dispose();
        }
    }
}
