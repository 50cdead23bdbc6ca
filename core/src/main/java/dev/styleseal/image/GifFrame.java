package dev.styleseal.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import org.w3c.dom.Element;

/** The first frame of a GIF in its place on the screen that the file declares; what it leaves bare is white. */
final class GifFrame {
    private GifFrame() {}

    static RgbImage first(ImageReader reader) throws IOException, BrokenPicture {
        Element screen = element(reader.getStreamMetadata(), "LogicalScreenDescriptor");
        Element place = element(reader.getImageMetadata(0), "ImageDescriptor");
        int left = number(place, "imageLeftPosition");
        int top = number(place, "imageTopPosition");
        int width = Math.max(number(screen, "logicalScreenWidth"), left + reader.getWidth(0));
        int height = Math.max(number(screen, "logicalScreenHeight"), top + reader.getHeight(0));
        Decoder.checkSize(width, height);
        BufferedImage frame = reader.read(0);
        return onScreen(OnWhite.of(frame, Optional.empty()), left, top, width, height);
    }

    /** Lays a frame on a white screen. */
    static RgbImage onScreen(RgbImage frame, int left, int top, int width, int height) throws BrokenPicture {
        if (frame.width() == width && frame.height() == height) {
            return frame;
        }
        if (left > width - frame.width() || top > height - frame.height()) {
            throw new BrokenPicture("its first frame lies outside the picture");
        }
        byte[] rgb = new byte[width * height * 3];
        Arrays.fill(rgb, (byte) 255);
        for (int y = 0; y < frame.height(); y++) {
            int to = ((top + y) * width + left) * 3;
            System.arraycopy(frame.bytes(), frame.offset(0, y), rgb, to, frame.width() * 3);
        }
        return RgbImage.owning(width, height, rgb);
    }

    private static Element element(IIOMetadata metadata, String name) {
        Element root = (Element) metadata.getAsTree(metadata.getNativeMetadataFormatName());
        return (Element) root.getElementsByTagName(name).item(0);
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}
