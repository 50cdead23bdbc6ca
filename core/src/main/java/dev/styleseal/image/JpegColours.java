package dev.styleseal.image;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentData;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.lang.SequentialByteArrayReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What the components of a JPEG mean, by the rules of libjpeg ({@code jdapimin.c}, default_decompress_parms). */
enum JpegColours {
    GRAY,
    RGB,
    YCBCR,
    CMYK,
    YCCK;

    private static final Set<JpegSegmentType> FRAMES =
            EnumSet.of(JpegSegmentType.SOF0, JpegSegmentType.SOF1, JpegSegmentType.SOF2);
    private static final int COMPONENTS_AT = 5; // of a frame header: bits, height, width, then the count
    private static final int TRANSFORM_AT =
            11; // of an Adobe segment: name, version, two flag words, then the transform

    static JpegColours of(byte[] file) throws BrokenPicture {
        JpegSegmentData segments = segments(file);
        byte[] frame = FRAMES.stream()
                .map(segments::getSegment)
                .filter(segment -> segment != null && segment.length > COMPONENTS_AT)
                .findFirst()
                .orElseThrow(
                        () -> new BrokenPicture("it is a JPEG of a rare kind (lossless, arithmetic) or has no frame"));
        byte[] app0 = segments.getSegment(JpegSegmentType.APP0);
        byte[] app14 = segments.getSegment(JpegSegmentType.APPE);
        boolean jfif = app0 != null && starts(app0, "JFIF\0");
        int transform =
                app14 != null && starts(app14, "Adobe") && app14.length > TRANSFORM_AT ? app14[TRANSFORM_AT] : -1;
        int components = frame[COMPONENTS_AT];
        return switch (components) {
            case 1 -> GRAY;
            case 3 -> threeComponents(frame, jfif, transform);
            case 4 -> transform <= 0 ? CMYK : YCCK;
            default -> throw new BrokenPicture("it is a JPEG of {0} components; expected 1, 3 or 4", components);
        };
    }

    /** The raw segments that come before the first scan. */
    static JpegSegmentData segments(byte[] file) throws BrokenPicture {
        try {
            return JpegSegmentReader.readSegments(
                    new SequentialByteArrayReader(file), Arrays.asList(JpegSegmentType.values()));
        } catch (JpegProcessingException | IOException e) {
            throw new BrokenPicture(e, "its JPEG segments are damaged or cut off");
        }
    }

    private static JpegColours threeComponents(byte[] frame, boolean jfif, int transform) {
        if (jfif) {
            return YCBCR;
        }
        if (transform >= 0) {
            return transform == 0 ? RGB : YCBCR;
        }
        boolean letters = frame.length > COMPONENTS_AT + 7
                && frame[COMPONENTS_AT + 1] == 'R'
                && frame[COMPONENTS_AT + 4] == 'G'
                && frame[COMPONENTS_AT + 7] == 'B';
        return letters ? RGB : YCBCR;
    }

    static boolean starts(byte[] segment, String name) {
        byte[] start = name.getBytes(StandardCharsets.ISO_8859_1);
        return segment.length >= start.length && Arrays.equals(segment, 0, start.length, start, 0, start.length);
    }
}
