package dev.styleseal.image;

import com.drew.imaging.jpeg.JpegSegmentType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a picture file holds beside its pixels and we need to understand them.
 *
 * @param exif a TIFF structure, as EXIF is stored
 * @param xmp an XMP packet, UTF-8
 * @param transparentSamples the stored samples of the transparent colour of a PNG without alpha: 1 (gray) or 3
 */
record Embedded(Optional<byte[]> exif, Optional<byte[]> xmp, Optional<int[]> transparentSamples) {
    private static final String EXIF_NAME = "Exif\0\0";
    private static final String XMP_NAME = "http://ns.adobe.com/xap/1.0/\0";
    private static final int COLOUR_TYPE_AT = 9; // in a PNG's IHDR: width, height, depth, then the colour type

    static Embedded of(PictureFormat format, byte[] file) throws BrokenPicture {
        return switch (format) {
            case JPEG -> ofJpeg(file);
            case PNG -> ofPng(PngChunk.readAll(file));
            case WEBP -> ofWebp(file);
            case TIFF -> new Embedded(Optional.of(file), Optional.empty(), Optional.empty());
            case BMP, GIF -> new Embedded(Optional.empty(), Optional.empty(), Optional.empty());
        };
    }

    private static Embedded ofJpeg(byte[] file) throws BrokenPicture {
        Optional<byte[]> exif = Optional.empty();
        Optional<byte[]> xmp = Optional.empty();
        for (byte[] segment : JpegColours.segments(file).getSegments(JpegSegmentType.APP1)) {
            if (JpegColours.starts(segment, EXIF_NAME) && exif.isEmpty()) {
                exif = Optional.of(Arrays.copyOfRange(segment, EXIF_NAME.length(), segment.length));
            } else if (JpegColours.starts(segment, XMP_NAME) && xmp.isEmpty()) {
                xmp = Optional.of(Arrays.copyOfRange(segment, XMP_NAME.length(), segment.length));
            }
        }
        return new Embedded(exif, xmp, Optional.empty());
    }

    private static Embedded ofPng(Iterable<PngChunk> chunks) throws BrokenPicture {
        Optional<byte[]> exif = Optional.empty();
        Optional<byte[]> xmp = Optional.empty();
        Optional<int[]> transparent = Optional.empty();
        byte[] header = {};
        for (PngChunk chunk : chunks) {
            switch (chunk.type()) {
                case "IHDR" -> header = chunk.bytes();
                case "eXIf" -> exif = Optional.of(chunk.bytes());
                case "tRNS" -> transparent = transparent(header, chunk.data());
                case "iTXt" -> {
                    PngText text = PngText.of(chunk);
                    xmp = text.keyword().equals(PngFile.XMP)
                            ? Optional.of(text.text().getBytes(StandardCharsets.UTF_8))
                            : xmp;
                }
                default -> {}
            }
        }
        return new Embedded(exif, xmp, transparent);
    }

    private static Optional<int[]> transparent(byte[] header, ByteBuffer samples) {
        int colours = switch (header.length > COLOUR_TYPE_AT ? header[COLOUR_TYPE_AT] : -1) {
            case 0 -> 1;
            case 2 -> 3;
            default -> 0; // a palette's alphas, which ImageIO applies by itself
        };
        if (colours == 0 || samples.remaining() < 2 * colours) {
            return Optional.empty();
        }
        int[] values = new int[colours];
        Arrays.setAll(values, i -> samples.getShort(2 * i) & 0xFFFF);
        return Optional.of(values);
    }

    private static Embedded ofWebp(byte[] file) throws BrokenPicture {
        Optional<byte[]> exif = Optional.empty();
        Optional<byte[]> xmp = Optional.empty();
        for (WebpChunk chunk : WebpChunk.readAll(file)) {
            byte[] content = Arrays.copyOfRange(file, chunk.from(), chunk.from() + chunk.bytes());
            switch (chunk.name()) {
                case "EXIF" -> exif = Optional.of(withoutName(content));
                case "XMP " -> xmp = Optional.of(content);
                default -> {}
            }
        }
        return new Embedded(exif, xmp, Optional.empty());
    }

    /** Some programs put the name that only JPEG needs before the EXIF of a WebP. */
    private static byte[] withoutName(byte[] exif) {
        return JpegColours.starts(exif, EXIF_NAME) ? Arrays.copyOfRange(exif, EXIF_NAME.length(), exif.length) : exif;
    }
}
