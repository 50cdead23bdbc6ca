package dev.styleseal.image;

/** Which part of a picture may change, 0 (nothing) to 255 (all) for each pixel. Immutable. */
public final class Mask {
    private static final int WHITE = 255;
    private static final int HALF = 128;

    /** The largest radius of {@link #blurred}. */
    public static final int LARGEST_BLUR = 256;

    private final int width;
    private final int height;
    private final byte[] share;

    private Mask(int width, int height, byte[] share) {
        this.width = width;
        this.height = height;
        this.share = share;
    }

    /** White where the picture is at least half as bright as white (ITU-R BT.601, as Pillow's mode L), else black. */
    public static Mask of(RgbImage picture) {
        byte[] share = new byte[picture.width() * picture.height()];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int red = picture.sample(x, y, 0);
                int luma = 19595 * red + 38470 * picture.sample(x, y, 1) + 7471 * picture.sample(x, y, 2) + 0x8000;
                share[y * picture.width() + x] = (byte) (luma >> 16 >= HALF ? WHITE : 0);
            }
        }
        return new Mask(picture.width(), picture.height(), share);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** How much of a pixel may change, 0 to 255. */
    public int share(int x, int y) {
        return share[y * width + x] & 0xFF;
    }

    /** Whether nothing may change at all. */
    public boolean isBlack() {
        for (byte pixel : share) {
            if (pixel != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The mask with soft edges: a Gaussian of this standard deviation in pixels, cut off at two and a half of it (as
     * AUTOMATIC1111's mask blur); beyond its border the mask goes on as it ends.
     *
     * @param radius 0 (as it is) to {@link #LARGEST_BLUR}
     */
    public Mask blurred(int radius) {
        if (radius < 0 || radius > LARGEST_BLUR) {
            throw new IllegalArgumentException("a blur of " + radius + " pixels");
        }
        if (radius == 0) {
            return this;
        }
        float[] weights = gaussian(radius);
        float[] values = new float[share.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = share[i] & 0xFF;
        }
        values = smoothed(smoothed(values, weights, 1, width), weights, width, height);
        byte[] soft = new byte[share.length];
        for (int i = 0; i < soft.length; i++) {
            soft[i] = (byte) Math.round(values[i]);
        }
        return new Mask(width, height, soft);
    }

    /** {@code changed} where the mask is white, {@code kept} to the last bit where it is black, between them a mix. */
    public RgbImage mix(RgbImage kept, RgbImage changed) {
        byte[] mixed = kept.rgb();
        byte[] over = changed.bytes();
        if (kept.width() != width || kept.height() != height || over.length != mixed.length) {
            throw new IllegalArgumentException(kept + " and " + changed + " under a mask of " + width + " x " + height);
        }
        for (int i = 0; i < mixed.length; i++) {
            int part = share[i / 3] & 0xFF;
            int sum = (over[i] & 0xFF) * part + (mixed[i] & 0xFF) * (WHITE - part);
            mixed[i] = (byte) ((sum + WHITE / 2) / WHITE);
        }
        return RgbImage.owning(width, height, mixed);
    }

    private static float[] gaussian(int radius) {
        int reach = (int) (2.5 * radius + 0.5);
        float[] weights = new float[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            sum += Math.exp(-0.5 * i * i / (radius * (double) radius));
        }
        for (int i = -reach; i <= reach; i++) {
            weights[i + reach] = (float) (Math.exp(-0.5 * i * i / (radius * (double) radius)) / sum);
        }
        return weights;
    }

    /** Along lines of {@code length} values that lie {@code step} apart. */
    private static float[] smoothed(float[] values, float[] weights, int step, int length) {
        int reach = weights.length / 2;
        float[] smooth = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int at = i / step % length;
            int first = i - at * step;
            float sum = 0;
            for (int k = -reach; k <= reach; k++) {
                sum += weights[k + reach] * values[first + Math.min(Math.max(at + k, 0), length - 1) * step];
            }
            smooth[i] = sum;
        }
        return smooth;
    }
}
