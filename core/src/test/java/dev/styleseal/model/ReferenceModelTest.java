package dev.styleseal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.Reference;
import dev.styleseal.ReferenceJson;
import dev.styleseal.clip.TextStates;
import dev.styleseal.nn.LinearWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import dev.styleseal.vae.LatentDistribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network gives the numbers that diffusers and transformers give, for each kind of model in the reference. */
class ReferenceModelTest {
    private static final double BAR = 2e-5;

    static Stream<String> kinds() {
        return Stream.of("sd1").filter(kind -> Files.isDirectory(Reference.folder(kind)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void textStatesEqualThoseOfTransformers(String kind) {
        with(kind, (model, theirs) -> {
            TextStates states = model.textModel(LinearWrapper.NONE).forward(theirs.integers("text.ids"));
            for (int i = 0; i < states.hidden().size(); i++) {
                String name = "text.hidden_states." + i;
                Comparison.require(kind + " " + name, BAR, states.hidden().get(i), theirs, name);
            }
            assertThat(theirs.names())
                    .doesNotContain("text.hidden_states." + states.hidden().size());
            Comparison.require(kind + " last state", BAR, states.last(), theirs, "text.last_hidden_state");
            Comparison.require(kind + " pooled", BAR, states.pooled(), theirs, "text.pooler_output");
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void promptsAreEncodedAsThePipelineDoes(String kind) {
        String prompt =
                ReferenceJson.read(kind + "/samplers.json").get("prompt").textValue();
        with(kind, (model, theirs) -> {
            PromptEncoder encoder = new PromptEncoder(model.tokenizer(), model.textModel(LinearWrapper.NONE), 1);
            Comparison.require(kind + " prompt", BAR, encoder.encode(List.of(prompt)), theirs, "encode.prompt_embeds");
            Comparison.require(
                    kind + " negative prompt",
                    BAR,
                    encoder.encode(List.of("blurry")),
                    theirs,
                    "encode.negative_prompt_embeds");
            PromptEncoder skipping = new PromptEncoder(model.tokenizer(), encoder.model(), 2);
            Comparison.require(
                    kind + " prompt, clip skip 2",
                    BAR,
                    skipping.encode(List.of(prompt)),
                    theirs,
                    "encode.prompt_embeds_clip_skip_1");
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theVaeEncodesAndDecodesAsDiffusers(String kind) {
        with(kind, (model, theirs) -> {
            LatentDistribution latents = model.vae().encode(theirs.tensor("vae.image"));
            Comparison.require(kind + " VAE mean", BAR, latents.mean(), theirs, "vae.mean");
            Comparison.require(kind + " VAE log variance", BAR, latents.logVariance(), theirs, "vae.logvar");
            Tensor decoded = model.vae().decode(theirs.tensor("vae.mean"));
            Comparison.require(kind + " VAE decoded", BAR, decoded, theirs, "vae.decoded");
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theUNetPredictsAsDiffusers(String kind) {
        with(kind, (model, theirs) -> {
            Tensor output = model.unet(LinearWrapper.NONE)
                    .forward(
                            theirs.tensor("unet.sample"),
                            theirs.integers("unet.timestep"),
                            theirs.tensor("unet.context"));
            Comparison.require(kind + " UNet", BAR, output, theirs, "unet.output");
        });
    }

    private interface Check {
        void run(StableDiffusion model, Case theirs);
    }

    private static void with(String kind, Check check) {
        Path folder = Reference.folder(kind + "/model");
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(folder);
                    Case theirs = Case.open(kind + "/components.safetensors")) {
                check.run(model, theirs);
            }
        });
    }
}
