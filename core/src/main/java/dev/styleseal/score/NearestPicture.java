package dev.styleseal.score;

import dev.styleseal.data.LatentCache;
import dev.styleseal.image.RgbImage;
import dev.styleseal.model.PixelCodec;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.vae.Vae;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Finds the training picture most like a painted one, to tell whether a seal paints what it saw instead of the like of it.
 *
 * <p>Likeness is the normalised cross-correlation of mean latents: each channel's mean over the picture is taken away, all
 * values together get unit length, and the product of two pictures is the likeness. The largest counts over shifts of up
 * to {@value #SHIFT} latents each way, of which the overlap alone is looked at, and over the picture and its mirror image.
 * Copies that are enlarged, turned or moved by half a latent are less alike than they look.
 *
 * <p>Owns its tensors; used on the engine thread.
 */
public final class NearestPicture implements AutoCloseable {
    private static final int SHIFT = 2;

    /** Small latents are shifted by no more than an eighth of their side, or what is left would be like anything. */
    private static final int SHARE = 8;

    /** Training pictures at least this much alike are one picture; noise, blur and JPEG keep copies above it. */
    private static final double DUPLICATE = 0.95;

    private static final double SMALLEST_LENGTH = 1e-6;

    private final Tensor training; // [N, C, h, w]
    private final Vae vae;
    private final double ordinary;

    private NearestPicture(Tensor training, Vae vae) {
        this.training = training;
        this.vae = vae;
        ordinary = largestBetweenPictures();
    }

    /** Among all pictures of a cache, whose latents are copied; the codec stays the caller's. */
    public static NearestPicture of(LatentCache training, Vae vae) {
        return of(training, training.size(), vae);
    }

    /**
     * Among the first pictures of a cache.
     *
     * @param pictures how many, at least 1; mirrored copies behind them are not needed, and would be taken for others
     */
    public static NearestPicture of(LatentCache training, int pictures, Vae vae) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            TensorVector means = new TensorVector();
            for (int i = 0; i < pictures; i++) {
                means.push_back(training.mean(i));
            }
            return new NearestPicture(Scope.own(torch.cat(means, 0)), vae);
        }
    }

    /**
     * The training picture most like a picture.
     *
     * @param picture of the size of the training pictures
     * @throws IllegalArgumentException if it is of another size
     */
    public Likeness nearest(RgbImage picture) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            // The mirror image is encoded too: mirrored latents are not quite those of a mirrored picture.
            Tensor both = torch.cat(new TensorVector(latents(picture), latents(picture.mirrored())), 0);
            float[] values = Tensors.floats(likeness(both).amax(new long[] {0}, false)); // [N]
            int best = 0;
            for (int i = 1; i < values.length; i++) {
                best = values[i] > values[best] ? i : best;
            }
            return new Likeness(best, values[best]);
        }
    }

    /** The likeness of the most suspicious of several pictures, at least one. Errors as {@link #nearest(RgbImage)}. */
    public Likeness nearest(List<RgbImage> pictures) {
        return pictures.stream()
                .map(this::nearest)
                .reduce((a, b) -> a.value() >= b.value() ? a : b)
                .orElseThrow();
    }

    /**
     * What likeness is to be expected of pictures of one kind: the highest between two different training pictures.
     * Copies of one picture are left out; 0 where all are copies of one.
     */
    public double ordinary() {
        return ordinary;
    }

    private double largestBetweenPictures() {
        try (Scope scope = new Scope()) {
            Tensor straight = likeness(training);
            Tensor mirrored = likeness(training.flip(3));
            Tensor pairs = torch.maximum(straight, mirrored); // [N, N]
            Scalar none = new Scalar(0.0);
            Tensor others = pairs.masked_fill(torch.eye(pairs.size(0)).gt(none), none);
            Tensor different = others.masked_fill(others.ge(new Scalar(DUPLICATE)), none);
            return Math.max(0, different.max().item_double());
        }
    }

    private Tensor latents(RgbImage picture) {
        Tensor mean = vae.scaled(vae.encode(PixelCodec.tensor(picture)).mean());
        if (mean.size(2) != training.size(2) || mean.size(3) != training.size(3)) {
            int factor = vae.config().factor();
            throw new IllegalArgumentException(picture + " is not " + training.size(3) * factor + " x "
                    + training.size(2) * factor + " as the training pictures are");
        }
        return mean;
    }

    /** [Q, C, h, w] to [Q, N]: the best over all shifts. */
    private Tensor likeness(Tensor pictures) {
        try (Scope all = new Scope()) {
            long reach = Math.min(SHIFT, Math.min(training.size(2), training.size(3)) / SHARE);
            Tensor best =
                    torch.full(new long[] {pictures.size(0), training.size(0)}, new Scalar(Double.NEGATIVE_INFINITY));
            for (long down = -reach; down <= reach; down++) {
                for (long right = -reach; right <= reach; right++) {
                    try (Scope scope = new Scope()) {
                        Tensor a = units(pictures, down, right);
                        Tensor b = units(training, -down, -right);
                        best = scope.keep(torch.maximum(best, a.matmul(b.t())));
                    }
                }
            }
            return all.keep(best);
        }
    }

    /** The part [N, C, h - |down|, w - |right|] that begins there, each picture a vector of length 1 without mean. */
    private static Tensor units(Tensor pictures, long down, long right) {
        Tensor part = pictures.narrow(2, Math.max(0, down), pictures.size(2) - Math.abs(down))
                .narrow(3, Math.max(0, right), pictures.size(3) - Math.abs(right))
                .flatten(2, 3); // [N, C, h' x w']
        Tensor centred = part.sub(part.mean(new long[] {2}, true, new ScalarTypeOptional()))
                .flatten(1, 2);
        Tensor length = centred.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
        return centred.div(length.clamp_min(new Scalar(SMALLEST_LENGTH)));
    }

    @Override
    public void close() {
        Scope.release(training);
    }
}
