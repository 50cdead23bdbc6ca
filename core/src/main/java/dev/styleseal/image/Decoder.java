package dev.styleseal.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Takes bytes of a known format through ImageIO, with a check of the size before any pixel is made. */
final class Decoder {
    private Decoder() {}

    /** What one format does with a reader whose input is set and whose size is allowed. */
    @FunctionalInterface
    interface Step<T> {
        T read(ImageReader reader) throws IOException, BrokenPicture;
    }

    static RgbImage decode(PictureFormat format, byte[] file) throws BrokenPicture {
        Embedded embedded = Embedded.of(format, file);
        RgbImage image = switch (format) {
            case JPEG -> withReader(format, file, reader -> JpegPixels.read(reader, JpegColours.of(file)));
            case GIF -> withReader(format, file, GifFrame::first);
            case WEBP -> withReader(format, WebpPixels.prepared(file), reader -> WebpPixels.read(reader, file));
            case PNG, BMP, TIFF ->
                withReader(format, file, reader -> OnWhite.of(reader.read(0), embedded.transparentSamples()));
        };
        return Orientation.of(embedded).apply(image);
    }

    static void checkSize(int width, int height) throws BrokenPicture {
        if ((long) width * height > PictureReader.MAX_PIXELS) {
            throw new BrokenPicture("it says that it measures {0} x {1} pixels, which is too large", width, height);
        }
    }

    static <T> T withReader(PictureFormat format, byte[] file, Step<T> step) throws BrokenPicture {
        // The readers themselves must not be shared between threads, so each picture has its own.
        ImageReader reader = reader(format);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, format != PictureFormat.GIF);
            checkSize(reader.getWidth(0), reader.getHeight(0));
            return step.read(reader);
        } catch (IOException | RuntimeException e) {
            // Damaged files make the readers fail in every way there is, index errors among them.
            String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new BrokenPicture(e, "its {0} data is damaged or cut off ({1})", format, words);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(PictureFormat format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.readerName());
        if (!readers.hasNext()) {
            throw new IllegalStateException("No ImageIO reader for " + format + " is on the class path.");
        }
        return readers.next();
    }
}
