package dev.styleseal.model;

import dev.styleseal.image.RgbImage;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Pictures as bytes and as the tensors that the VAE knows. Used on the engine thread. */
public final class PixelCodec {
    private PixelCodec() {}

    /** Bytes 0..255 to [1, 3, H, W] in -1..1, in the scope open at the call. */
    public static Tensor tensor(RgbImage picture) {
        int pixels = picture.width() * picture.height();
        byte[] rgb = picture.rgb();
        float[] planes = new float[3 * pixels];
        for (int i = 0; i < pixels; i++) {
            for (int channel = 0; channel < 3; channel++) {
                float value = (rgb[3 * i + channel] & 0xFF) / 255f;
                planes[channel * pixels + i] = (value - 0.5f) / 0.5f;
            }
        }
        return Tensors.of(planes, 1, 3, picture.height(), picture.width());
    }

    /** [1, 3, H, W] around -1..1 to bytes: what lies outside is cut off, halves are rounded to the even neighbour. */
    public static RgbImage picture(Tensor tensor) {
        try (Scope scope = new Scope()) {
            int height = Math.toIntExact(tensor.size(2));
            int width = Math.toIntExact(tensor.size(3));
            float[] planes = Tensors.floats(tensor);
            byte[] rgb = new byte[planes.length];
            for (int i = 0; i < width * height; i++) {
                for (int channel = 0; channel < 3; channel++) {
                    float value = planes[channel * width * height + i] / 2 + 0.5f;
                    rgb[3 * i + channel] = (byte) (int) Math.rint(Math.min(1f, Math.max(0f, value)) * 255f);
                }
            }
            return RgbImage.of(width, height, rgb);
        }
    }
}
