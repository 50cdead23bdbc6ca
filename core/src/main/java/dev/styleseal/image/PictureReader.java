package dev.styleseal.image;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads a picture file to the pixels that Pillow gives: turned as EXIF says, laid on white, RGB.
 *
 * <p>JPEG, PNG, WebP, BMP, GIF (first frame) and TIFF (first page). Colour profiles are not applied, because the
 * programs whose models and seals we share do not apply them either. May be used from any number of threads.
 */
public final class PictureReader {
    /** The largest picture that is decoded; more is a mistake or an attack on the memory. */
    public static final long MAX_PIXELS = 64_000_000;

    /** 64 million pixels of four bytes, as in a BMP, and something over. */
    private static final long MAX_FILE_BYTES = 288_000_000;

    private PictureReader() {}

    /**
     * Reads the picture.
     *
     * @throws BadInput when the file is missing, damaged, cut off, too large or no picture of a known kind; the second
     *     argument of its message is the reason alone, for lists of several broken files
     */
    public static RgbImage read(Path file) {
        try {
            byte[] bytes = load(file);
            return Decoder.decode(format(bytes), bytes);
        } catch (BrokenPicture e) {
            throw unreadable(e, file, e.reason());
        } catch (IOException e) {
            throw unreadable(e, file, Reason.of(e));
        }
    }

    /** The format by the first bytes of the file; empty when it is none that {@link #read} knows. */
    public static Optional<PictureFormat> formatOf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return PictureFormat.of(in.readNBytes(PictureFormat.HEAD_BYTES));
        } catch (IOException e) {
            throw unreadable(e, file, Reason.of(e));
        }
    }

    private static byte[] load(Path file) throws IOException, BrokenPicture {
        if (Files.isDirectory(file)) {
            throw new BrokenPicture("it is a folder");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(PictureFormat.HEAD_BYTES);
            format(head); // a film of many gigabytes is refused before it is loaded
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new BrokenPicture("it has {0} bytes, more than {1}", Files.size(file), MAX_FILE_BYTES);
            }
        }
        return Files.readAllBytes(file);
    }

    private static PictureFormat format(byte[] head) throws BrokenPicture {
        if (head.length == 0) {
            throw new BrokenPicture("it is empty (0 bytes)");
        }
        Optional<PictureFormat> format = PictureFormat.of(head);
        if (format.isEmpty()) {
            int shown = Math.min(head.length, PictureFormat.HEAD_BYTES);
            throw new BrokenPicture(
                    "it is no picture of a known kind; its first bytes are {0}",
                    HexFormat.ofDelimiter(" ").formatHex(head, 0, shown));
        }
        return format.get();
    }

    private static BadInput unreadable(Throwable cause, Path file, Message reason) {
        return new BadInput(
                cause,
                "Cannot read the picture {0}: {1}. Expected a whole JPEG, PNG, WebP, BMP, GIF or TIFF file of at most "
                        + "64 million pixels. Save it again as PNG from a picture editor, or take it out.",
                file,
                reason);
    }
}
