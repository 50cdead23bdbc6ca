package dev.styleseal.image;

import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the stored rows lie in the picture that people see: the values 1 to 8 of EXIF 2.3, tag 0x0112.
 *
 * @param mirrored the stored rows run from right to left; undone before turning
 * @param quarterTurns clockwise turns that set the picture upright, 0 to 3
 */
record Orientation(boolean mirrored, int quarterTurns) {
    private static final Orientation UPRIGHT = new Orientation(false, 0);

    /** Pillow, Image.getexif: where EXIF is silent it looks for this in the XMP packet. */
    private static final Pattern IN_XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

    static Orientation of(Embedded embedded) {
        return embedded.exif()
                .flatMap(Orientation::inExif)
                .or(() -> embedded.xmp().flatMap(Orientation::inXmp))
                .map(Orientation::ofTag)
                .orElse(UPRIGHT);
    }

    private static Optional<Integer> inExif(byte[] exif) {
        Metadata metadata = new Metadata();
        RandomAccessReader reader = new ByteArrayReader(exif);
        new ExifReader().extract(reader, metadata);
        ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        return directory == null
                ? Optional.empty()
                : Optional.ofNullable(directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION));
    }

    private static Optional<Integer> inXmp(byte[] xmp) {
        Matcher matcher = IN_XMP.matcher(new String(xmp, StandardCharsets.UTF_8));
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    private static Orientation ofTag(int tag) {
        return switch (tag) {
            case 2 -> new Orientation(true, 0);
            case 3 -> new Orientation(false, 2);
            case 4 -> new Orientation(true, 2);
            case 5 -> new Orientation(true, 3);
            case 6 -> new Orientation(false, 1);
            case 7 -> new Orientation(true, 1);
            case 8 -> new Orientation(false, 3);
            default -> UPRIGHT; // 1, and values that mean nothing
        };
    }

    RgbImage apply(RgbImage image) {
        if (equals(UPRIGHT)) {
            return image;
        }
        int width = quarterTurns % 2 == 0 ? image.width() : image.height();
        int height = quarterTurns % 2 == 0 ? image.height() : image.width();
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0; x < width; x++, to += 3) {
                System.arraycopy(image.bytes(), source(image, x, y), rgb, to, 3);
            }
        }
        return RgbImage.owning(width, height, rgb);
    }

    /** Where the upright pixel (x, y) is stored. */
    private int source(RgbImage image, int x, int y) {
        int right = image.width() - 1;
        int bottom = image.height() - 1;
        int storedX = switch (quarterTurns) {
            case 0 -> x;
            case 1 -> y;
            case 2 -> right - x;
            default -> right - y;
        };
        int storedY = switch (quarterTurns) {
            case 0 -> y;
            case 1 -> bottom - x;
            case 2 -> bottom - y;
            default -> x;
        };
        return image.offset(mirrored ? right - storedX : storedX, storedY);
    }
}
