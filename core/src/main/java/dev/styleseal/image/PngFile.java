package dev.styleseal.image;

import dev.styleseal.error.BadInput;
import dev.styleseal.io.AtomicFile;
import dev.styleseal.io.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PNG files with words inside: the settings of the picture and the label that says a machine painted it. */
public final class PngFile {
    /** The keyword under which AUTOMATIC1111 and those who follow it keep the settings. */
    public static final String PARAMETERS = "parameters";

    /** The keyword of an XMP packet (XMP specification part 3, section 1.1.5). */
    public static final String XMP = "XML:com.adobe.xmp";

    private PngFile() {}

    /**
     * Writes the picture, whole or not at all.
     *
     * @param texts keyword to text, in the order they are to stand; Latin-1 texts become tEXt, others and XMP iTXt
     * @throws BadInput when the file cannot be written; nothing is left behind then
     */
    public static void write(Path target, RgbImage image, Map<String, String> texts) {
        byte[] file = encode(image, texts);
        AtomicFile.write(target, channel -> {
            ByteBuffer rest = ByteBuffer.wrap(file);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        });
    }

    /** The bytes that {@link #write} writes. */
    public static byte[] encode(RgbImage image, Map<String, String> texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(image.bytes().length / 2 + 1024);
        out.writeBytes(PngChunk.SIGNATURE);
        PngChunk.of("IHDR", PngPixels.header(image)).writeTo(out);
        texts.forEach((keyword, text) -> new PngText(keyword, text).chunk().writeTo(out));
        PngChunk.of("IDAT", PngPixels.compressed(image)).writeTo(out);
        PngChunk.of("IEND", new byte[0]).writeTo(out);
        return out.toByteArray();
    }

    /**
     * The texts of a PNG in the order they stand, compressed ones too; of equal keywords the last wins.
     *
     * @throws BadInput when the file cannot be read or is no whole PNG
     */
    public static Map<String, String> texts(Path file) {
        try {
            Map<String, String> texts = new LinkedHashMap<>();
            for (PngChunk chunk : chunks(Files.readAllBytes(file))) {
                if (PngText.isText(chunk)) {
                    PngText text = PngText.of(chunk);
                    texts.put(text.keyword(), text.text());
                }
            }
            return texts;
        } catch (BrokenPicture e) {
            throw unreadable(e, file, e.reason());
        } catch (IOException e) {
            throw unreadable(e, file, Reason.of(e));
        }
    }

    private static List<PngChunk> chunks(byte[] bytes) throws BrokenPicture {
        if (PictureFormat.of(bytes).filter(PictureFormat.PNG::equals).isEmpty()) {
            throw new BrokenPicture("it is no PNG");
        }
        return PngChunk.readAll(bytes);
    }

    private static BadInput unreadable(Throwable cause, Path file, Object reason) {
        return new BadInput(
                cause,
                "Cannot read the texts of {0}: {1}. Expected a whole PNG file. Choose another file.",
                file,
                reason);
    }
}
