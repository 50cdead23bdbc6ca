package dev.styleseal.vae;

import dev.styleseal.tensor.RandomSource;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A normal distribution for each latent of a picture (Kingma and Welling 2014).
 *
 * @param mean [B, latentChannels, h, w]
 * @param logVariance of the same shape, within -30..20
 */
public record LatentDistribution(Tensor mean, Tensor logVariance) {
    static LatentDistribution of(Tensor moments) {
        long half = moments.size(1) / 2;
        Tensor logVariance = moments.narrow(1, half, half)
                .clamp(new ScalarOptional(new Scalar(-30.0)), new ScalarOptional(new Scalar(20.0)));
        return new LatentDistribution(moments.narrow(1, 0, half), logVariance);
    }

    /** One draw, of the mean's shape. */
    public Tensor sample(RandomSource random) {
        Tensor noise = random.normal(mean.shape());
        return mean.add(torch.exp(logVariance.mul(new Scalar(0.5))).mul(noise));
    }
}
