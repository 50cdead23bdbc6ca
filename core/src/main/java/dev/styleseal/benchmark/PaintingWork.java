package dev.styleseal.benchmark;

import dev.styleseal.data.Progress;
import dev.styleseal.diffusion.Guidance;
import dev.styleseal.diffusion.Sampler;
import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.diffusion.SamplingLoop;
import dev.styleseal.error.Cancellation;
import dev.styleseal.generate.Conditions;
import dev.styleseal.generate.Refinements;
import dev.styleseal.generate.SteeredDenoiser;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.UNet;
import dev.styleseal.vae.TiledVae;
import dev.styleseal.vae.Vae;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Steps of pictures by the denoiser, sampler and loop of every picture, without words: guidance 7, DPM++ 2M Karras. Used on
 * the engine thread.
 */
final class PaintingWork {
    private static final SamplerKind SAMPLER = SamplerKind.DPMPP_2M_KARRAS;
    private static final long SEED = 1;

    private final Specimen specimen;
    private final BenchmarkOrder order;
    private final Materials materials;

    PaintingWork(Specimen specimen, BenchmarkOrder order) {
        this.specimen = specimen;
        this.order = order;
        materials = new Materials(specimen, order);
    }

    /** Times steps; errors as {@link TrainingWork#run}. */
    Timing run(Rounds rounds, Progress progress, Cancellation cancellation) {
        try (Scope scope = new Scope()) {
            UNet unet = specimen.unet(LayerWrapper.NONE);
            Clock clock = new Clock(rounds, progress);
            paint(unet, 1, clock, cancellation);
            paint(unet, clock.wanted(), clock, cancellation);
            return clock.timing();
        }
    }

    /** The last {@code steps} of a picture. */
    private void paint(UNet unet, int steps, Clock clock, Cancellation cancellation) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard();
                Sampler sampler = SAMPLER.start(specimen.schedule(), Math.max(steps, BenchmarkOrder.PICTURE_STEPS))) {
            RandomSource random = RandomSource.seeded(SEED);
            Conditions conditions = new Conditions(materials.text(random), materials.text(random));
            SteeredDenoiser denoiser =
                    new SteeredDenoiser(unet, conditions, materials.framing(), Guidance.of(BenchmarkOrder.GUIDANCE), 1);
            int first = sampler.calls() - steps;
            Tensor latents = sampler.addNoise(materials.latents(random), materials.latents(random), first);
            clock.start();
            new SamplingLoop(
                            sampler,
                            denoiser,
                            random,
                            (call, after) -> {
                                clock.round();
                                return after;
                            },
                            cancellation)
                    .run(latents, first);
        }
    }

    /** Times the way from latents to a picture. */
    Timing decode(Vae vae, Rounds rounds, Progress progress, Cancellation cancellation) {
        TiledVae codec = new TiledVae(vae, Refinements.NONE.tileFor(order.width(), order.height()));
        Clock clock = new Clock(rounds, progress);
        boolean again = true;
        while (again) {
            cancellation.check();
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor latents = vae.unscaled(materials.latents(RandomSource.seeded(SEED)));
                clock.start();
                codec.decode(latents);
                again = clock.round();
            }
        }
        return clock.timing();
    }
}
