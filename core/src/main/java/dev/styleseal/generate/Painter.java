package dev.styleseal.generate;

import dev.styleseal.data.Progress;
import dev.styleseal.diffusion.AfterStep;
import dev.styleseal.diffusion.Guidance;
import dev.styleseal.diffusion.Sampler;
import dev.styleseal.diffusion.SamplingLoop;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.image.RgbImage;
import dev.styleseal.model.PixelCodec;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Framing;
import dev.styleseal.unet.UNet;
import dev.styleseal.vae.TiledVae;
import dev.styleseal.vae.Vae;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * From noise to a picture, the same one for the same seed as diffusers' pipeline paints with a CPU generator. Holds no
 * memory of its own; used on the engine thread.
 */
public final class Painter {
    private final UNet unet;
    private final Vae vae;
    private final ScheduleConfig schedule;

    public Painter(UNet unet, Vae vae, ScheduleConfig schedule) {
        this.unet = unet;
        this.vae = vae;
        this.schedule = schedule;
    }

    /**
     * Paints one picture.
     *
     * @param seed of the first noise and of the noise of samplers that add some
     * @param progress told after every call of the network
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested
     * @throws BadInput if the size does not fit the base, or the latents are not finite
     */
    public RgbImage paint(
            Conditions conditions, PaintSettings settings, long seed, Progress progress, Cancellation cancellation) {
        settings.requireMultipleOf(vae.config().factor());
        TiledVae codec = new TiledVae(vae, settings.tile());
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard();
                Sampler sampler = settings.sampler().start(schedule, settings.steps())) {
            RandomSource random = RandomSource.seeded(seed);
            Optional<SourcePicture> source = settings.fittedSource();
            Beginning beginning = beginning(settings, source, new PictureBeginning(codec, sampler, random));
            int calls = sampler.calls() - beginning.firstCall();
            AfterStep afterStep = (call, latents) -> {
                progress.advanced(call + 1 - beginning.firstCall(), calls);
                return beginning.keep().done(call, latents);
            };
            Guidance guidance =
                    new Guidance(settings.guidance(), settings.refinements().guidanceRescale());
            Framing framing = Framing.whole(settings.width(), settings.height());
            SteeredDenoiser denoiser = new SteeredDenoiser(
                    unet, conditions, framing, guidance, (double) settings.steps() / sampler.calls());
            Tensor latents = new SamplingLoop(sampler, denoiser, random, afterStep, cancellation)
                    .run(beginning.latents(), beginning.firstCall());
            requireFinite(latents, seed);
            RgbImage painted = PixelCodec.picture(codec.decode(vae.unscaled(latents)));
            return source.map(under -> under.pastedBack(painted)).orElse(painted);
        }
    }

    private Beginning beginning(PaintSettings settings, Optional<SourcePicture> source, PictureBeginning over) {
        int factor = vae.config().factor();
        return source.map(picture -> over.of(picture, settings.steps()))
                .orElseGet(() -> Beginning.noise(
                        over.sampler(),
                        over.random(),
                        1,
                        vae.config().latentChannels(),
                        settings.height() / factor,
                        settings.width() / factor));
    }

    private static void requireFinite(Tensor latents, long seed) {
        if (!Tensors.allFinite(latents)) {
            throw new BadInput(
                    "The picture with seed {0} came out as numbers that are not finite. Expected finite latents. Lower the seal's weight or --guidance, or use another sampler.",
                    seed);
        }
    }
}
