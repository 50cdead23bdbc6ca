package dev.styleseal.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.OneThread;
import dev.styleseal.Reference;
import dev.styleseal.ReferenceJson;
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
import dev.styleseal.unet.Framing;
import dev.styleseal.vae.TiledVae;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Image-to-image and inpainting end in the latents of diffusers' pipelines. */
class ReferencePictureTest {
    private static final double BAR = 1e-3;

    static Stream<String> kinds() {
        return Stream.of("sd1", "sd2", "sdxl").filter(kind -> Files.exists(Reference.folder(kind + "/image.json")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void pictureFromAPictureEqualsThatOfDiffusers(String kind) {
        JsonNode all = ReferenceJson.read(kind + "/image.json");
        assertThat(all.get("runs")).isNotEmpty();
        Engine.run(() -> {
            try (OneThread oneThread = new OneThread();
                    Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model =
                            StableDiffusion.open(Reference.folder(kind + "/model"), Placement.REFERENCE);
                    Case theirs = Case.open(kind + "/image.safetensors")) {
                Conditions conditions = conditions(model, all);
                for (Map.Entry<String, JsonNode> run : all.get("runs").properties()) {
                    compare(kind, run, model, conditions, theirs);
                }
            }
        });
    }

    private static Conditions conditions(StableDiffusion model, JsonNode all) {
        PromptEncoder text = model.promptEncoder(LayerWrapper.NONE, model.clipSkip());
        return new Conditions(
                text.encode(List.of(Optional.of(all.get("prompt").textValue()))),
                text.encode(List.of(Optional.of(all.get("negative").textValue()))));
    }

    private static void compare(
            String kind, Map.Entry<String, JsonNode> run, StableDiffusion model, Conditions conditions, Case theirs) {
        String name = run.getKey();
        JsonNode settings = run.getValue();
        int steps = settings.get("steps").intValue();
        double strength = settings.get("strength").doubleValue();
        SamplerKind sampling = SamplerKind.named(name.substring(name.indexOf('.') + 1));
        ScheduleConfig config = config(kind, sampling);
        try (Scope scope = new Scope();
                Sampler sampler = sampling.start(config, steps)) {
            RandomSource random = RandomSource.seeded(settings.get("seed").longValue());
            PictureBeginning picture = new PictureBeginning(new TiledVae(model.vae(), TiledVae.WHOLE), sampler, random);
            Tensor pixels = theirs.tensor("image").mul(new Scalar(2.0)).sub(new Scalar(1.0));
            int first = sampler.firstCall(steps, strength);
            Beginning beginning = name.startsWith("inpaint")
                    ? picture.repainting(pixels, theirs.tensor("mask"), first, strength == 1)
                    : picture.over(pixels, first);
            Framing framing = Framing.whole((int) pixels.size(3), (int) pixels.size(2));
            Guidance guidance = Guidance.of(settings.get("guidance_scale").doubleValue());
            Tensor latents = new SamplingLoop(
                            sampler,
                            new SteeredDenoiser(model.unet(LayerWrapper.NONE), conditions, framing, guidance, 1),
                            random,
                            beginning.keep(),
                            new Cancellation())
                    .run(beginning.latents(), beginning.firstCall());
            Comparison.require(kind + " " + name, BAR, latents, theirs, name + ".latents");
        }
    }

    /** The pictures were made with the schedulers of samplers.json, whose config is not the model's own. */
    private static ScheduleConfig config(String kind, SamplerKind sampling) {
        for (Map.Entry<String, JsonNode> run :
                ReferenceJson.read(kind + "/samplers.json").get("runs").properties()) {
            if (run.getKey().startsWith(sampling.label() + ".")) {
                return ScheduleConfig.of(run.getValue().get("config"), run.getKey());
            }
        }
        throw new AssertionError(kind + " has no run of " + sampling);
    }
}
