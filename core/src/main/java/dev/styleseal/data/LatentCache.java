package dev.styleseal.data;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.model.PixelCodec;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Framing;
import dev.styleseal.vae.LatentDistribution;
import dev.styleseal.vae.Vae;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The latents of all training pictures, encoded once, so that the VAE may go before the first step. Owns its tensors;
 * used on the engine thread.
 */
public final class LatentCache implements AutoCloseable {
    /** Scaled mean and deviation of a picture's latents, each [1, C, h, w]. */
    private record Latents(Tensor mean, Tensor deviation, Framing framing) {}

    private final List<Latents> latents = new ArrayList<>();

    private LatentCache() {}

    /**
     * The latents of one picture that no VAE encoded.
     *
     * @param mean [1, C, h, w], copied
     * @param deviation of the same shape, copied
     */
    public static LatentCache of(Tensor mean, Tensor deviation, Framing framing) {
        LatentCache cache = new LatentCache();
        try (Scope scope = new Scope()) {
            cache.latents.add(new Latents(Scope.own(mean.clone()), Scope.own(deviation.clone()), framing));
        }
        return cache;
    }

    /**
     * Encodes pictures one by one.
     *
     * @param pictures all of one size, sides multiples of the VAE's factor
     * @throws BadInput if the VAE turns a picture into something that is not finite
     */
    public static LatentCache encode(
            List<FramedPicture> pictures, Vae vae, Progress progress, Cancellation cancellation) {
        LatentCache cache = new LatentCache();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (int i = 0; i < pictures.size(); i++) {
                cancellation.check();
                cache.add(pictures.get(i), i, vae);
                progress.advanced(i + 1, pictures.size());
            }
            return cache;
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    private void add(FramedPicture picture, int index, Vae vae) {
        try (Scope scope = new Scope()) {
            LatentDistribution encoded = vae.encode(PixelCodec.tensor(picture.picture()));
            Tensor mean = vae.scaled(encoded.mean()).contiguous();
            Tensor deviation = torch.exp(encoded.logVariance().mul(new Scalar(0.5)))
                    .mul(new Scalar(vae.config().scale()));
            if (!Tensors.allFinite(mean) || !Tensors.allFinite(deviation)) {
                throw new BadInput(
                        "The VAE turns picture {0} of this set into numbers that are not finite. Expected finite latents. Leave the picture out, or use another base.",
                        index + 1);
            }
            latents.add(new Latents(Scope.own(mean), Scope.own(deviation), picture.framing()));
        }
    }

    public int size() {
        return latents.size();
    }

    /** The most likely latents of a picture, [1, C, h, w]; the cache's own. */
    public Tensor mean(int picture) {
        return latents.get(picture).mean;
    }

    /** How a picture came to its size. */
    public Framing framing(int picture) {
        return latents.get(picture).framing;
    }

    /** One draw of a picture's latents, [1, C, h, w], in the scope open at the call. */
    public Tensor sample(int picture, RandomSource random) {
        Latents of = latents.get(picture);
        return of.mean.add(of.deviation.mul(random.normal(of.mean.shape())));
    }

    /**
     * Copies of the upper left corners of the first pictures, for trials that shall take less.
     *
     * @param pictures how many, at most {@link #size}
     * @param height of the corners in latents
     * @param width of the corners in latents
     */
    public LatentCache corners(int pictures, long height, long width) {
        LatentCache corners = new LatentCache();
        for (Latents each : latents.subList(0, pictures)) {
            try (Scope scope = new Scope()) {
                corners.latents.add(new Latents(
                        Scope.own(corner(each.mean, height, width)),
                        Scope.own(corner(each.deviation, height, width)),
                        each.framing));
            }
        }
        return corners;
    }

    private static Tensor corner(Tensor latents, long height, long width) {
        return latents.narrow(2, 0, height).narrow(3, 0, width).clone();
    }

    @Override
    public void close() {
        for (Latents each : latents) {
            Scope.release(each.mean);
            Scope.release(each.deviation);
        }
        latents.clear();
    }
}
