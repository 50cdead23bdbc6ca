package dev.styleseal.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.OneThread;
import dev.styleseal.Reference;
import dev.styleseal.diffusion.Guidance;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.prompt.Emphasis;
import dev.styleseal.prompt.PromptGrammar;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Framing;
import dev.styleseal.unet.PromptStates;
import dev.styleseal.unet.UNet;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several prompts, stages and long prompts, from words to what the network is made to predict. */
class SteeringTest {
    private static final int STEPS = 4;
    private static final double TIMESTEP = 500;

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void plainPromptsGiveBitForBitWhatCaptionsGive(String kind) {
        with(kind, (model, encoder) -> {
            for (Optional<String> negative :
                    List.of(Optional.of("blurry, low"), Optional.of(""), Optional.<String>empty())) {
                Conditions ours = conditions(encoder, PromptGrammar.PLAIN, "a (red:1.2) fox", negative);
                same(ours.parts().get(0).stages().at(0), encoder.encode(List.of(Optional.of("a (red:1.2) fox"))));
                same(ours.negative().at(0), encoder.encode(List.of(negative)));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sdxl"})
    void allPromptsBecomeAsLongAsTheLongest(String kind) {
        with(kind, (model, encoder) -> {
            int length = model.texts().get(0).tokenizer().maxLength();
            Conditions ours =
                    conditions(encoder, PromptGrammar.A1111, "one BREAK two BREAK three AND four", Optional.empty());
            assertThat(ours.parts().get(0).stages().at(0).states().size(1)).isEqualTo(3L * length);
            assertThat(ours.parts().get(1).stages().at(0).states().size(1)).isEqualTo(3L * length);
            assertThat(ours.negative().at(0).states().size(1)).isEqualTo(3L * length);
        });
    }

    @Test
    void severalPromptsSteerByTheWeightedSumOfTheirDirections() {
        with("sd1", (model, encoder) -> {
            UNet unet = model.unet(LayerWrapper.NONE);
            Tensor x = RandomSource.seeded(3).normal(1, 4, 8, 8);
            Framing framing = Framing.whole(32, 32);
            Guidance guidance = Guidance.of(5);
            Conditions both = conditions(encoder, PromptGrammar.A1111, "a cat AND a dog :0.5", Optional.of("blurry"));
            Tensor ours = new SteeredDenoiser(unet, both, framing, guidance, 1).denoise(x, TIMESTEP);

            Tensor away = alone(unet, encoder, x, "blurry");
            Tensor expected = away.add(
                            alone(unet, encoder, x, "a cat").sub(away).mul(new Scalar(5.0)))
                    .add(alone(unet, encoder, x, " a dog").sub(away).mul(new Scalar(2.5)));
            assertThat(Tensors.floats(ours.sub(expected).abs().max())[0])
                    .isLessThan(1e-5f * Tensors.floats(expected.abs().max())[0]);
        });
    }

    @Test
    void aStageHoldsAsLongAsItSays() {
        with("sd1", (model, encoder) -> {
            UNet unet = model.unet(LayerWrapper.NONE);
            Tensor x = RandomSource.seeded(3).normal(1, 4, 8, 8);
            Conditions staged = conditions(encoder, PromptGrammar.A1111, "[a cat:a dog:1]", Optional.of(""));
            SteeredDenoiser denoiser = new SteeredDenoiser(unet, staged, Framing.whole(32, 32), Guidance.of(1), 1);
            for (String expected : List.of("a cat", "a cat", "a dog", "a dog")) {
                assertThat(Tensors.floats(denoiser.denoise(x, TIMESTEP)))
                        .as(expected)
                        .isEqualTo(Tensors.floats(alone(unet, encoder, x, expected)));
            }
        });
    }

    private static Tensor alone(UNet unet, PromptEncoder encoder, Tensor x, String prompt) {
        PromptStates states = encoder.encode(List.of(Optional.of(prompt)));
        return new SteeredDenoiser(unet, new Conditions(states, states), Framing.whole(32, 32), Guidance.of(1), 1)
                .denoise(x, TIMESTEP);
    }

    private static Conditions conditions(
            PromptEncoder encoder, PromptGrammar grammar, String prompt, Optional<String> negative) {
        PromptSettings words = new PromptSettings(grammar, Emphasis.ORIGINAL, List.of(), Optional.empty());
        return new ConditionEncoder(encoder, words).encode(new PaintJob(prompt, negative, 0), STEPS);
    }

    private static void same(PromptStates ours, PromptStates theirs) {
        assertThat(Tensors.floats(ours.states())).isEqualTo(Tensors.floats(theirs.states()));
        assertThat(ours.pooled().map(Tensors::floats).orElse(new float[0]))
                .isEqualTo(theirs.pooled().map(Tensors::floats).orElse(new float[0]));
    }

    private interface Check {
        void run(StableDiffusion model, PromptEncoder encoder);
    }

    private static void with(String kind, Check check) {
        Engine.run(() -> {
            try (OneThread oneThread = new OneThread();
                    Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model =
                            StableDiffusion.open(Reference.folder(kind + "/model"), Placement.REFERENCE)) {
                check.run(model, model.promptEncoder(LayerWrapper.NONE, model.clipSkip()));
            }
        });
    }
}
