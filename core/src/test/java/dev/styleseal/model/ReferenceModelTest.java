package dev.styleseal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.Reference;
import dev.styleseal.ReferenceJson;
import dev.styleseal.clip.ClipTextModel;
import dev.styleseal.clip.TextStates;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.Wardrobe;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Condition;
import dev.styleseal.unet.PromptStates;
import dev.styleseal.unet.UNet;
import dev.styleseal.vae.LatentDistribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network gives the numbers that diffusers and transformers give, for each kind of model in the reference. */
class ReferenceModelTest {
    private static final double BAR = 2e-5;

    static Stream<String> kinds() {
        return Stream.of("sd1", "sd2", "sdxl").filter(kind -> Files.isDirectory(Reference.folder(kind)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void textStatesEqualThoseOfTransformers(String kind) {
        with(kind, (model, theirs) -> {
            List<String> names =
                    List.of("text", "text2").subList(0, model.texts().size());
            for (int i = 0; i < names.size(); i++) {
                compare(kind, names.get(i), model.textModel(model.texts().get(i), LayerWrapper.NONE), theirs);
            }
        });
    }

    private static void compare(String kind, String text, ClipTextModel ours, Case theirs) {
        TextStates states = ours.forward(theirs.integers(text + ".ids"));
        for (int i = 0; i < states.hidden().size(); i++) {
            String name = text + ".hidden_states." + i;
            Comparison.require(kind + " " + name, BAR, states.hidden().get(i), theirs, name);
        }
        assertThat(theirs.names())
                .doesNotContain(text + ".hidden_states." + states.hidden().size());
        Comparison.require(kind + " " + text + " last state", BAR, states.last(), theirs, text + ".last_hidden_state");
        String pooled = ours.config().projection().isPresent() ? ".text_embeds" : ".pooler_output";
        Comparison.require(kind + " " + text + " pooled", BAR, states.pooled(), theirs, text + pooled);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void promptsAreEncodedAsThePipelineDoes(String kind) {
        String prompt =
                ReferenceJson.read(kind + "/samplers.json").get("prompt").textValue();
        with(kind, (model, theirs) -> {
            PromptEncoder encoder = model.promptEncoder(LayerWrapper.NONE, model.clipSkip());
            PromptStates states = encoder.encode(List.of(Optional.of(prompt)));
            PromptStates negative = encoder.encode(List.of(Optional.of("blurry")));
            compare(kind, states.states(), theirs, "encode.prompt_embeds");
            compare(kind, negative.states(), theirs, "encode.negative_prompt_embeds");
            assertThat(states.pooled().isPresent()).isEqualTo(theirs.names().contains("encode.pooled"));
            states.pooled().ifPresent(pooled -> compare(kind, pooled, theirs, "encode.pooled"));
            negative.pooled().ifPresent(pooled -> compare(kind, pooled, theirs, "encode.negative_pooled"));
            if (theirs.names().contains("encode.prompt_embeds_clip_skip_1")) {
                PromptEncoder skipping = model.promptEncoder(LayerWrapper.NONE, 2);
                PromptStates skipped = skipping.encode(List.of(Optional.of(prompt)));
                compare(kind, skipped.states(), theirs, "encode.prompt_embeds_clip_skip_1");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void noPromptIsZerosWhereTheModelSaysSoAndTheEmptyTextElsewhere(String kind) {
        with(kind, (model, theirs) -> {
            PromptEncoder encoder = model.promptEncoder(LayerWrapper.NONE, model.clipSkip());
            PromptStates both = encoder.encode(List.of(Optional.empty(), Optional.of("")));
            float[] none = Tensors.floats(both.states().select(0, 0));
            float[] empty = Tensors.floats(both.states().select(0, 1));
            boolean zeros = ReferenceJson.read(kind + "/model/model_index.json")
                    .path("force_zeros_for_empty_prompt")
                    .asBoolean();
            assertThat(empty).as("the empty text").isNotEqualTo(new float[empty.length]);
            assertThat(none).isEqualTo(zeros ? new float[none.length] : empty);
            both.pooled().ifPresent(pooled -> {
                float[] numbers = Tensors.floats(pooled.select(0, 0));
                assertThat(numbers).isEqualTo(new float[numbers.length]);
            });
        });
    }

    private static void compare(String kind, Tensor ours, Case theirs, String name) {
        Comparison.require(kind + " " + name, BAR, ours, theirs, name);
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
            Tensor output = model.unet(LayerWrapper.NONE)
                    .forward(
                            theirs.tensor("unet.sample"),
                            theirs.integers("unet.timestep"),
                            theirs.condition("unet.", tensor -> tensor));
            Comparison.require(kind + " UNet", BAR, output, theirs, "unet.output");
        });
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void onePictureUnderSeveralConditionsIsPredictedAsSoManyCopies(String kind) {
        with(kind, (model, theirs) -> {
            predictsAsCopies(kind, BAR / 10, model.unet(LayerWrapper.NONE), theirs);
            for (String adapter : List.of("conv", "dora")) {
                Seal seal = Seal.open(Reference.folder(kind + "/lora/" + adapter + "/kohya.safetensors"));
                try (Wardrobe wardrobe = new Wardrobe(List.of(new WornSeal(adapter, seal, 1, "")))) {
                    predictsAsCopies(kind + ", " + adapter, BAR, model.unet(wardrobe), theirs);
                }
            }
        });
    }

    private static void predictsAsCopies(String what, double bar, UNet unet, Case theirs) {
        Condition conditions = theirs.condition("unet.", tensor -> tensor);
        long batch = conditions.context().size(0);
        assertThat(batch).isGreaterThan(1);
        Tensor one = theirs.tensor("unet.sample").narrow(0, 0, 1);
        Tensor time = theirs.integers("unet.timestep").narrow(0, 0, 1);
        Tensor copies = unet.forward(one.expand(batch, -1, -1, -1), time.expand(batch), conditions);
        assertThat(Tensors.floats(copies.select(0, 0))).isNotEqualTo(Tensors.floats(copies.select(0, 1)));
        Tensor together = unet.forward(one, time, conditions);
        assertThat(together.shape()).containsExactly(copies.shape());
        Comparison.worst(what, bar, Tensors.floats(together), Tensors.floats(copies));
    }

    private interface Check {
        void run(StableDiffusion model, Case theirs);
    }

    private static void with(String kind, Check check) {
        Path folder = Reference.folder(kind + "/model");
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(folder, Placement.REFERENCE);
                    Case theirs = Case.open(kind + "/components.safetensors")) {
                check.run(model, theirs);
            }
        });
    }
}
