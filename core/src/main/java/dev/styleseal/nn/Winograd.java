package dev.styleseal.nn;

import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * 3x3 convolutions that keep the size, by F(2x2, 3x3) of Lavin and Gray 2016, "Fast Algorithms for Convolutional Neural
 * Networks", section 4.1: tiles of 4x4 pixels, 2 apart, and the kernel are brought to 16 points, multiplied there point
 * by point for all channels at once, and brought back to 2x2 pixels. Tiles go through in strips, so that what is between
 * stays in the cache.
 */
final class Winograd {
    private static final int POINTS = 4; // along each side
    /** Tiles of a strip: enough rows for a matrix product, and little enough memory. */
    private static final long STRIP = 512;

    private static final int TAPS = 9; // of a kernel

    private static final float[][] TO_POINTS = {{1, 0, 0}, {0.5f, 0.5f, 0.5f}, {0.5f, -0.5f, 0.5f}, {0, 0, 1}};

    private Winograd() {}

    /** Whether a picture has whole tiles; x [B, C, H, W]. */
    static boolean fits(Tensor x) {
        return x.size(2) % 2 == 0 && x.size(3) % 2 == 0;
    }

    /** How many numbers the points of a kernel [out, in, 3, 3] are. */
    static long numbers(Tensor kernel) {
        return POINTS * POINTS * kernel.numel() / TAPS;
    }

    /**
     * Brings a kernel to its points.
     *
     * @param kernel [out, in, 3, 3], float32
     * @param place [N], for {@link #numbers} or more
     * @return [16, in, out] in that place, strides (.., 1, in), in the scope open at the call
     */
    static Tensor points(Tensor kernel, Tensor place) {
        long out = kernel.size(0);
        long in = kernel.size(1);
        try (Scope scope = new Scope()) {
            Tensor taps =
                    kernel.permute(2, 3, 0, 1).reshape(TAPS, out * in); // for one product: many small ones take longer
            Tensor points = place.narrow(0, 0, numbers(kernel)).view(POINTS * POINTS, out * in);
            torch.mm_out(points, Tensors.of(bothWays(), POINTS * POINTS, TAPS), taps);
            return scope.keep(points.view(POINTS * POINTS, out, in).transpose(1, 2));
        }
    }

    /** What brings the taps of a kernel to its points along both sides, [16, 9]. */
    private static float[] bothWays() {
        float[] factors = new float[POINTS * POINTS * TAPS];
        for (int i = 0; i < factors.length; i++) {
            int point = i / TAPS;
            int tap = i % TAPS;
            factors[i] = TO_POINTS[point / POINTS][tap / 3] * TO_POINTS[point % POINTS][tap % 3];
        }
        return factors;
    }

    /**
     * Convolves.
     *
     * @param x [B, in, H, W], channels last
     * @param points [16, in, out], dense along one of the latter
     * @param bias [out] or none
     * @return [B, H, W, out], contiguous
     */
    static Tensor forward(Tensor x, Tensor points, TensorOptional bias) {
        return convolved(x, points, bias, false);
    }

    /**
     * The gradient of what went in: the same with the kernel turned by half a circle, whose points are those of the kernel
     * with the first and the last exchanged along each side.
     *
     * @param gradient [B, H, W, out]
     * @param points [16, in, out], dense along one of the latter
     * @return [B, in, H, W], channels last
     */
    static Tensor backward(Tensor gradient, Tensor points) {
        return convolved(gradient.permute(0, 3, 1, 2), points.transpose(1, 2), new TensorOptional(), true)
                .permute(0, 3, 1, 2);
    }

    private static Tensor convolved(Tensor x, Tensor points, TensorOptional bias, boolean turned) {
        long height = x.size(2);
        long width = x.size(3);
        try (Scope scope = new Scope()) {
            Tensor padded = torch.constant_pad_nd(
                    x.permute(0, 2, 3, 1), new long[] {0, 0, 1, 1, 1, 1}, new Scalar(0)); // [B, H + 2, W + 2, in]
            Tensor y = torch.empty(x.size(0), height / 2, 2, width / 2, 2, points.size(2));
            long rows = Math.max(1, STRIP / (width / 2));
            for (long picture = 0; picture < x.size(0); picture++) {
                for (long top = 0; top < height / 2; top += rows) {
                    long count = Math.min(rows, height / 2 - top);
                    strip(
                            padded.select(0, picture).narrow(0, 2 * top, 2 * count + 2),
                            points,
                            bias,
                            turned,
                            y.select(0, picture).narrow(0, top, count));
                }
            }
            return scope.keep(y.view(x.size(0), height, width, points.size(2)));
        }
    }

    /** x [2 t + 2, W + 2, in], contiguous, to y [t, 2, W / 2, 2, out]. */
    private static void strip(Tensor x, Tensor points, TensorOptional bias, boolean turned, Tensor y) {
        try (Scope scope = new Scope()) {
            Tensor there = there(x, turned);
            Tensor multiplied =
                    torch.bmm(there.flatten(0, 1).flatten(1, 2), points).view(POINTS, POINTS, y.size(0), y.size(2), -1);
            if (turned) {
                // Points were written in exchanged places to meet those of the kernel; they are read back likewise.
                back(multiplied, bias, new int[] {3, 1, 2, 0}, y);
            } else {
                back(multiplied, bias, new int[] {0, 1, 2, 3}, y);
            }
        }
    }

    /** [2 t + 2, W + 2, in] to points [4, 4, t, W / 2, in]. */
    private static Tensor there(Tensor x, boolean turned) {
        long rows = x.size(0) / 2 - 1;
        long width = x.size(1);
        long channels = x.size(2);
        long row = width * channels;
        Tensor[] lines = new Tensor[POINTS];
        for (int i = 0; i < POINTS; i++) {
            lines[i] = x.as_strided(
                    new long[] {rows, width, channels},
                    new long[] {2 * row, channels, 1},
                    new LongOptional(x.storage_offset() + i * row));
        }
        Tensor down = torch.empty(POINTS, rows, width, channels);
        toPoints(lines, down, 0, turned);
        Tensor[] columns = new Tensor[POINTS];
        for (int i = 0; i < POINTS; i++) {
            columns[i] = down.as_strided(
                    new long[] {POINTS, rows, width / 2 - 1, channels},
                    new long[] {rows * row, row, 2 * channels, 1},
                    new LongOptional(i * channels));
        }
        Tensor points = torch.empty(POINTS, POINTS, rows, width / 2 - 1, channels);
        toPoints(columns, points, 1, turned);
        return points;
    }

    /** Four lines of pixels to four points, along dimension {@code dim} of {@code to}. */
    private static void toPoints(Tensor[] d, Tensor to, int dim, boolean turned) {
        torch.sub_out(to.select(dim, turned ? 3 : 0), d[0], d[2]);
        torch.add_out(to.select(dim, 1), d[1], d[2]);
        torch.sub_out(to.select(dim, 2), d[2], d[1]);
        torch.sub_out(to.select(dim, turned ? 0 : 3), d[1], d[3]);
    }

    /** Points [4, 4, t, W / 2, out] to pixels y [t, 2, W / 2, 2, out]; {@code place} says where each point is. */
    private static void back(Tensor points, TensorOptional bias, int[] place, Tensor y) {
        if (bias.has_value()) {
            points.select(0, 1).select(0, 1).add_(bias.get()); // the one point that is in all four pixels, once in each
        }
        Tensor up = torch.empty(2, POINTS, points.size(2), points.size(3), points.size(4));
        fromPoints(points, 0, place, up.select(0, 0), up.select(0, 1));
        Tensor pixels = y.permute(1, 0, 2, 3, 4); // [2, t, W / 2, 2, out]
        fromPoints(up, 1, place, pixels.select(3, 0), pixels.select(3, 1));
    }

    private static void fromPoints(Tensor points, int dim, int[] place, Tensor first, Tensor second) {
        Tensor p1 = points.select(dim, place[1]);
        Tensor p2 = points.select(dim, place[2]);
        torch.add_out(first, points.select(dim, place[0]), p1);
        first.add_(p2);
        torch.sub_out(second, p1, p2);
        second.sub_(points.select(dim, place[3]));
    }
}
