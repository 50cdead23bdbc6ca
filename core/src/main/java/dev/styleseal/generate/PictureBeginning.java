package dev.styleseal.generate;

import dev.styleseal.diffusion.AfterStep;
import dev.styleseal.diffusion.Sampler;
import dev.styleseal.image.Mask;
import dev.styleseal.model.PixelCodec;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.vae.TiledVae;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Runs that begin with a picture. What is drawn, and in which order, is as in diffusers'
 * StableDiffusionImg2ImgPipeline and StableDiffusionInpaintPipeline (for a UNet without channels for the mask).
 */
record PictureBeginning(TiledVae vae, Sampler sampler, RandomSource random) {
    /** A picture as large as the latents to be, with or without a mask. */
    Beginning of(SourcePicture source, int steps) {
        Tensor picture = PixelCodec.tensor(source.picture());
        int firstCall = sampler.firstCall(steps, source.strength());
        return source.repaint()
                .map(part -> repainting(picture, tensor(part.sharp()), firstCall, source.strength() == 1))
                .orElseGet(() -> over(picture, firstCall));
    }

    /** All of picture [1, 3, H, W] in -1..1, noised to the level of a call. */
    Beginning over(Tensor picture, int firstCall) {
        Tensor clean = encoded(picture);
        Tensor noise = random.normal(clean.shape());
        return new Beginning(sampler.addNoise(clean, noise, firstCall), firstCall, AfterStep.NOTHING);
    }

    /**
     * Part of picture [1, 3, H, W]: after each call the rest is that of the picture, with the same noise as at the
     * beginning (Lugmayr et al. 2022, RePaint, equation 8, without its resampling).
     *
     * @param mask [1, 1, H, W], 1 where to paint, else 0
     * @param fromNoise whether the painted part begins with noise alone
     */
    Beginning repainting(Tensor picture, Tensor mask, int firstCall, boolean fromNoise) {
        Tensor clean = encoded(picture);
        Tensor noise = random.normal(clean.shape());
        random.normal(clean.shape()); // diffusers encodes the masked picture too, and then has no use for it
        Tensor inside = torch.upsample_nearest2d(mask, clean.size(2), clean.size(3)); // [1, 1, h, w]
        Tensor outside = inside.neg().add(new Scalar(1.0));
        AfterStep keep = (call, latents) -> {
            boolean done = call == sampler.calls() - 1;
            Tensor known = done ? clean : sampler.addNoise(clean, noise, call + 1);
            return outside.mul(known).add(inside.mul(latents));
        };
        Tensor start = fromNoise
                ? noise.mul(new Scalar(sampler.initialNoiseScale()))
                : sampler.addNoise(clean, noise, firstCall);
        return new Beginning(start, firstCall, keep);
    }

    private Tensor encoded(Tensor picture) {
        try (Scope scope = new Scope()) {
            return scope.keep(vae.vae().scaled(vae.encode(picture).sample(random)));
        }
    }

    private static Tensor tensor(Mask mask) {
        float[] values = new float[mask.width() * mask.height()];
        for (int i = 0; i < values.length; i++) {
            values[i] = mask.share(i % mask.width(), i / mask.width()) / 255f;
        }
        return Tensors.of(values, 1, 1, mask.height(), mask.width());
    }
}
