package dev.styleseal.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.BaseModel;
import dev.styleseal.TextToImage;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.file.SealWord;
import dev.styleseal.image.RgbImage;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.model.TextPart;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.prompt.Emphasis;
import dev.styleseal.prompt.LearnedWord;
import dev.styleseal.prompt.PromptGrammar;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What OneTrainer puts into an adapter beside layers of a UNet: words, and a change of SDXL's text projection. */
class WordsOfSealsTest {
    private static final Path MODELS = Path.of("src/test/resources/reference");
    private static final String PROJECTION = "text_encoder_2.text_projection";

    @Test
    void aWordOfASealIsReadInPromptsAsIfItWereNamedBesides() {
        try (BaseModel model = BaseModel.open(MODELS.resolve("sd1/model"))) {
            int width = width();
            float[] values = new float[2 * width];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.sin(i);
            }
            HostTensor vectors = HostTensor.of(values, 2, width);
            Seal bare = Seal.of(List.of(convIn()), SealMetadata.none());
            Seal seal = bare.withWords(List.of(new SealWord("<fox>", List.of(vectors))));
            RgbImage with = paint(model, seal, List.of());
            assertThat(with).isNotEqualTo(paint(model, bare, List.of()));
            LearnedWord besides = new LearnedWord("<fox>", List.of(vectors), "0".repeat(64));
            assertThat(paint(model, bare, List.of(besides))).isEqualTo(with);
            assertThat(paint(model, seal, List.of(besides))).isEqualTo(with);
        }
    }

    private static LoraModule convIn() {
        try (SafetensorsFile file =
                SafetensorsFile.open(MODELS.resolve("sd1/model/unet/diffusion_pytorch_model.safetensors"))) {
            List<Long> shape = file.entry("conv_in.weight").shape();
            int in = shape.get(1).intValue();
            int out = shape.get(0).intValue();
            return new LoraModule(
                    "unet.conv_in",
                    HostTensor.of(new float[in * 9], 1, in, 3, 3),
                    HostTensor.of(new float[out], out, 1, 1, 1),
                    1);
        }
    }

    private static int width() {
        try (SafetensorsFile file = SafetensorsFile.open(MODELS.resolve("sd1/model/text_encoder/model.safetensors"))) {
            return file.entry("text_model.embeddings.token_embedding.weight")
                    .shape()
                    .get(1)
                    .intValue();
        }
    }

    private static RgbImage paint(BaseModel model, Seal seal, List<LearnedWord> words) {
        return TextToImage.with(model)
                .seal(seal, 1)
                .prompts(new PromptSettings(PromptGrammar.PLAIN, Emphasis.ORIGINAL, words, Optional.empty()))
                .prompt("a <fox> on a hill")
                .steps(2)
                .seed(3)
                .run()
                .get(0)
                .picture();
    }

    @Test
    void layersThatTheBaseDoesNotHaveAreLeftOutWhenThatIsAllowed() {
        try (BaseModel model = BaseModel.open(MODELS.resolve("sd1/model"))) {
            LoraModule foreign = new LoraModule(
                    PROJECTION, HostTensor.of(new float[] {1}, 1, 1), HostTensor.of(new float[] {1}, 1, 1), 1);
            Seal seal = Seal.of(List.of(convIn(), foreign), SealMetadata.none());
            List<Message> told = new ArrayList<>();
            TextToImage painter =
                    TextToImage.with(model).prompt("a fox").steps(1).leftOut(told::add);
            assertThatThrownBy(() ->
                            painter.seal(new WornSeal("strict", seal, 1, "")).run())
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining(PROJECTION);
            TextToImage lenient =
                    TextToImage.with(model).prompt("a fox").steps(1).leftOut(told::add);
            lenient.seal(new WornSeal("fox", seal, 1, BlockWeights.none(), "", Leniency.LENIENT))
                    .run();
            assertThat(told)
                    .extracting(Message::text)
                    .containsExactly("Seal fox is worn without 1 module that has no place in this base, such as "
                            + PROJECTION + ".");
        }
    }

    @Test
    void theTextProjectionIsALayerLikeOthers() {
        HostTensor weight;
        try (SafetensorsFile file =
                SafetensorsFile.open(MODELS.resolve("sdxl/model/text_encoder_2/model.safetensors"))) {
            weight = file.floats("text_projection.weight");
        }
        FullModule doubled = new FullModule(PROJECTION, Optional.of(weight), Optional.empty());
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(MODELS.resolve("sdxl/model"), Placement.REFERENCE);
                    LoraAdapter adapter = LoraAdapter.frozen(Map.of(PROJECTION, doubled), path -> 1, Leniency.STRICT)) {
                TextPart second = model.texts().get(1);
                Tensor ids = Tensors.of(new long[] {1, 2, 3, 4}, 1, 4);
                float[] before = Tensors.floats(
                        model.textModel(second, LayerWrapper.NONE).forward(ids).pooled());
                float[] after = Tensors.floats(
                        model.textModel(second, adapter).forward(ids).pooled());
                adapter.requirePlaced(Message.of("It"));
                for (int i = 0; i < before.length; i++) {
                    assertThat(after[i]).isEqualTo(2 * before[i]);
                }
            }
        });
    }
}
