package dev.styleseal.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.OneThread;
import dev.styleseal.Reference;
import dev.styleseal.ReferenceJson;
import dev.styleseal.diffusion.Denoiser;
import dev.styleseal.diffusion.Guidance;
import dev.styleseal.diffusion.Sampler;
import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.diffusion.SamplingLoop;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Cancellation;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Framing;
import dev.styleseal.unet.UNet;
import dev.styleseal.vae.Vae;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole runs from noise to latents, with guidance, equal those of diffusers' pipeline after every step.
 *
 * <p>DDIM that clips is compared call by call, each from where diffusers stood: it amplifies the last bit of the first
 * prediction a thousandfold, and diffusers on two threads, or with other vector instructions, differs from itself by
 * 2.5e-3 in the longest of these runs.
 */
class ReferenceSamplingTest {
    private static final double BAR = 1e-3;
    private static final double DECODED_BAR = 1e-3; // the VAE adds 2e-5 to what its latents bring along

    static Stream<Arguments> runs() {
        return Stream.of("sd1", "sd2", "sdxl").flatMap(kind -> {
            JsonNode runs = ReferenceJson.read(kind + "/samplers.json").get("runs");
            return StreamSupport.stream(((Iterable<String>) runs::fieldNames).spliterator(), false)
                    .map(run -> Arguments.of(kind, run));
        });
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyLatentOfARunEqualsThatOfDiffusers(String kind, String run) {
        JsonNode all = ReferenceJson.read(kind + "/samplers.json");
        JsonNode settings = all.get("runs").get(run);
        Engine.run(() -> {
            try (OneThread oneThread = new OneThread();
                    Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model =
                            StableDiffusion.open(Reference.folder(kind + "/model"), Placement.REFERENCE);
                    Case theirs = Case.open(kind + "/samplers.safetensors")) {
                new Run(kind, run, all, settings, model, theirs).compare();
            }
        });
    }

    private record Run(String kind, String name, JsonNode all, JsonNode settings, StableDiffusion model, Case theirs) {
        void compare() {
            Tensor trace = theirs.tensor(name + ".trace"); // [steps, 1, C, h, w]
            ScheduleConfig config = ScheduleConfig.of(settings.get("config"), name);
            String sampling = name.substring(0, name.lastIndexOf('.'));
            int steps = Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
            boolean amplifies = sampling.equals("ddim")
                    && settings.get("config").get("clip_sample").booleanValue();
            double[] worst = {0};
            try (Sampler sampler = SamplerKind.named(sampling).start(config, steps)) {
                SamplingLoop loop = new SamplingLoop(
                        sampler,
                        denoiser(),
                        RandomSource.seeded(settings.get("noise_seed").longValue()),
                        (call, x) -> {
                            float[] expected = Tensors.floats(trace.select(0, call));
                            worst[0] = Math.max(
                                    worst[0],
                                    Comparison.worst(
                                            kind + " " + name + " after call " + call,
                                            BAR,
                                            Tensors.floats(x),
                                            expected));
                            return amplifies ? trace.select(0, call) : x;
                        },
                        new Cancellation());
                Tensor start = theirs.tensor("latents").mul(new Scalar(sampler.initialNoiseScale()));
                Tensor latents = loop.run(start, 0);
                if (!amplifies) {
                    Comparison.require(name + " final latents", BAR, latents, theirs, name + ".latents");
                }
                System.out.printf(
                        "%-60s worst difference %.2e, bar %.0e%n", kind + " " + name + " every latent", worst[0], BAR);
                compareDecoded(latents);
            }
        }

        private void compareDecoded(Tensor latents) {
            if (theirs.names().contains(name + ".image")) {
                Vae vae = model.vae();
                Tensor image = vae.decode(vae.unscaled(latents));
                Comparison.require(name + " decoded", DECODED_BAR, image, theirs, name + ".image");
            }
        }

        private Denoiser denoiser() {
            UNet unet = model.unet(LayerWrapper.NONE);
            PromptEncoder text = model.promptEncoder(LayerWrapper.NONE, model.clipSkip());
            Guidance guidance = new Guidance(
                    settings.get("guidance_scale").doubleValue(),
                    settings.path("guidance_rescale").asDouble(0));
            Conditions conditions = new Conditions(
                    text.encode(List.of(Optional.of(all.get("prompt").textValue()))),
                    text.encode(List.of(Optional.of(all.get("negative").textValue()))));
            Tensor latents = theirs.tensor("latents");
            int factor = model.vaeConfig().factor();
            Framing framing = Framing.whole((int) latents.size(3) * factor, (int) latents.size(2) * factor);
            return new SteeredDenoiser(unet, conditions, framing, guidance, 1);
        }
    }
}
