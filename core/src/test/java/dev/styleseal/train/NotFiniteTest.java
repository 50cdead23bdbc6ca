package dev.styleseal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.styleseal.Reference;
import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.Cancellation;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.lora.LoraConfig;
import dev.styleseal.lora.LoraTargets;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.PromptStates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of NaN and infinity, wherever they come from. All pictures are in each step. */
class NotFiniteTest {
    private static final int SIDE = 16;
    private static final List<String> FILES = List.of("cat.png", "dog.png", "sea.png");
    private static final List<String> CAPTIONS = List.of("a cat", "a dog", "the sea");
    private static final Scalar NAN = new Scalar(Double.NaN);
    private static final String SLOWER = "Halve --learning-rate to 0.005; with --precision bf16, try float32.";

    @TempDir
    private Path folder;

    /** A training that can be spoilt. */
    private record Scene(Trainer trainer, LoraAdapter adapter, LatentCache cache) {
        NotFinite failure() {
            return catchThrowableOfType(NotFinite.class, () -> {
                for (int i = 0; i < 40; i++) {
                    trainer.next();
                }
            });
        }

        List<float[]> values() {
            return adapter.parameters().values().stream().map(Tensors::floats).toList();
        }
    }

    /** What is done to layers of the base and to the states of captions. */
    private record Spoiler(LayerWrapper weights, BiFunction<List<Optional<String>>, PromptStates, PromptStates> text) {
        static final Spoiler NOTHING = ofWeights(LayerWrapper.NONE);

        static Spoiler ofWeights(LayerWrapper weights) {
            return new Spoiler(weights, (captions, states) -> states);
        }

        /** NaN in a token of that caption. */
        static Spoiler ofText(Optional<String> caption) {
            return new Spoiler(LayerWrapper.NONE, (captions, states) -> {
                for (int row = 0; row < captions.size(); row++) {
                    if (captions.get(row).equals(caption)) {
                        states.states().select(0, row).select(0, 0).fill_(NAN);
                    }
                }
                return states;
            });
        }
    }

    private void on(double learningRate, double dropout, Spoiler spoiler, Consumer<Scene> check) throws IOException {
        List<TrainingPicture> pictures = pictures();
        Engine.run(() -> {
            LoraConfig lora = new LoraConfig(2, 2, LoraTargets.attention(), 0);
            try (Scope scope = new Scope();
                    StableDiffusion model = StableDiffusion.open(Reference.folder("sd1/model"), Placement.REFERENCE);
                    LatentCache cache = LatentCache.encode(
                            PictureFolder.decodeAll(pictures, SIDE, SIDE),
                            model.vae(),
                            (done, all) -> {},
                            new Cancellation());
                    LoraAdapter adapter = LoraAdapter.fresh(lora, 1)) {
                PromptEncoder encoder = model.promptEncoder(LayerWrapper.NONE, model.clipSkip());
                TextConditions text = captions -> spoiler.text().apply(captions, encoder.encode(captions));
                LayerWrapper spoilt = (slot, frozen) -> {
                    spoiler.weights().updates(slot, frozen);
                    return adapter.updates(slot, frozen);
                };
                try (Trainer trainer = new Trainer(
                        config(lora, learningRate, dropout, model.clipSkip()),
                        model.unet(spoilt),
                        adapter,
                        NoiseSchedule.of(model.schedule()),
                        Prediction.of(model.schedule()),
                        new Trainer.Lessons(cache, pictures, text))) {
                    check.accept(new Scene(trainer, adapter, cache));
                }
            }
        });
    }

    private static TrainConfig config(LoraConfig lora, double learningRate, double dropout, int clipSkip) {
        return new TrainConfig(
                lora,
                false,
                OptimizerConfig.of(learningRate, 5e-5),
                new LearningRate(LearningRate.Curve.CONSTANT, 0, 40),
                FILES.size(),
                1,
                new NoiseConfig(OptionalDouble.empty(), 0, dropout, false),
                clipSkip,
                7,
                false);
    }

    private List<TrainingPicture> pictures() throws IOException {
        List<TrainingPicture> pictures = new ArrayList<>();
        for (int i = 0; i < FILES.size(); i++) {
            byte[] rgb = new byte[3 * SIDE * SIDE];
            Arrays.fill(rgb, (byte) (80 * i));
            Path file = folder.resolve(FILES.get(i));
            PngFile.write(file, RgbImage.of(SIDE, SIDE, rgb), Map.of());
            pictures.add(new TrainingPicture(file, CAPTIONS.get(i), "test"));
        }
        return pictures;
    }

    @Test
    void nanInALatentNamesThePictureAndLeavesEverythingAsItWas() throws IOException {
        on(1e-2, 0, Spoiler.NOTHING, scene -> {
            scene.trainer().next();
            List<float[]> before = scene.values();
            Tensor kept = scene.cache().mean(1).clone();
            scene.cache().mean(1).fill_(NAN);
            NotFinite failure = scene.failure();
            assertThat(failure.step()).isEqualTo(2);
            assertThat(failure.finding().pictures()).containsExactly("dog.png");
            assertThat(failure.finding().layer()).isEmpty();
            assertThat(failure)
                    .hasMessage(
                            "Training met numbers that are not finite in step 2: the latents of dog.png. Expected finite ones; nothing of this step is kept. Take dog.png out of the folder, or save it again as PNG from a picture editor.");
            assertThat(failure.exitCode()).isEqualTo(2);
            assertThat(scene.values()).usingRecursiveComparison().isEqualTo(before);
            assertThat(scene.adapter().parameters().values())
                    .noneMatch(each -> each.grad().defined());
            scene.cache().mean(1).copy_(kept);
            assertThat(scene.trainer().next().step()).isEqualTo(2);
        });
    }

    @Test
    void nanInATextStateNamesThePictureOfTheCaption() throws IOException {
        on(1e-2, 0, Spoiler.ofText(Optional.of("the sea")), scene -> {
            NotFinite failure = scene.failure();
            assertThat(failure.finding().pictures()).containsExactly("sea.png");
            assertThat(failure.finding().what()).hasToString("the text states of the caption of sea.png");
            assertThat(failure.advice())
                    .hasToString(
                            "Write another caption; if the text encoder learns, halve --text-learning-rate to 2.5E-5.");
        });
    }

    @Test
    void nanInTheEmptyCaptionBlamesNoPicture() throws IOException {
        on(1e-2, 1, Spoiler.ofText(Optional.empty()), scene -> {
            NotFinite failure = scene.failure();
            assertThat(failure.finding().pictures()).isEmpty();
            assertThat(failure.finding().what()).hasToString("the text states of the empty caption");
        });
    }

    @Test
    void nanInATrainedTensorNamesIt() throws IOException {
        on(1e-2, 0, Spoiler.NOTHING, scene -> {
            String path = scene.adapter().parameters().keySet().stream()
                    .skip(5)
                    .findFirst()
                    .orElseThrow();
            scene.adapter().parameters().forEach((name, tensor) -> {
                if (name.equals(path)) {
                    tensor.detach().fill_(NAN);
                }
            });
            NotFinite failure = scene.failure();
            assertThat(failure.finding().layer()).contains(path);
            assertThat(failure.finding().pictures()).containsExactlyInAnyOrderElementsOf(FILES);
            assertThat(failure.finding().what()).hasToString("the trained tensor " + path);
            assertThat(failure.advice()).hasToString(SLOWER);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "unet.conv_in, unet.conv_in",
        "unet.time_embedding.linear_1, unet.time_embedding",
        "unet.down_blocks.0.resnets.0.conv1, unet.down_blocks.0.resnets.0",
        "unet.down_blocks.0.downsamplers.0.conv, unet.down_blocks.0.downsamplers.0.conv",
        "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q, unet.mid_block.attentions.0",
        "unet.mid_block.resnets.1.conv2, unet.mid_block.resnets.1",
        "unet.up_blocks.0.upsamplers.0.conv, unet.up_blocks.0.upsamplers.0.conv",
        "unet.conv_norm_out, unet.conv_norm_out",
        "unet.conv_out, unet.conv_out"
    })
    void nanInAFrozenWeightNamesItsLayer(String weight, String layer) throws IOException {
        LayerWrapper spoiler = (slot, frozen) -> {
            if (slot.path().equals(weight)) {
                frozen.weight().fill_(NAN);
            }
            return List.of();
        };
        on(1e-2, 0, Spoiler.ofWeights(spoiler), scene -> {
            NotFinite failure = scene.failure();
            assertThat(failure.finding().layer()).contains(layer);
            assertThat(failure.step()).isEqualTo(1);
            assertThat(failure.finding().pictures()).containsExactlyInAnyOrderElementsOf(FILES);
            assertThat(failure.getMessage())
                    .contains("the UNet's prediction for ")
                    .contains(", first in " + layer + ". Expected")
                    .endsWith(
                            "This run has not learned anything yet, so the base is the cause: with --precision bf16 try float32, or look for such numbers in it with inspect.");
        });
    }

    @Test
    void aPictureThatMakesTheNetworkOverflowIsNamedAlone() throws IOException {
        on(1e-2, 0, Spoiler.NOTHING, scene -> {
            scene.trainer().next();
            scene.cache().mean(0).fill_(new Scalar(1e30));
            NotFinite failure = scene.failure();
            assertThat(failure.finding().pictures()).containsExactly("cat.png");
            assertThat(failure.finding().layer())
                    .hasValueSatisfying(layer -> assertThat(layer).startsWith("unet."));
            assertThat(failure.advice()).hasToString(SLOWER);
        });
    }

    @Test
    void aLearningRateThatExplodesIsToldTheLayerAndHalfOfIt() throws IOException {
        on(1e30, 0, Spoiler.NOTHING, scene -> {
            NotFinite failure = scene.failure();
            System.out.println(failure.getMessage());
            assertThat(failure.step()).isGreaterThan(1);
            assertThat(failure.finding().layer()).isPresent();
            assertThat(failure.finding().pictures()).isNotEmpty();
            assertThat(failure.advice())
                    .hasToString("Halve --learning-rate to 5.0E29; with --precision bf16, try float32.");
        });
    }

    @Test
    void aGradientThatIsNotFiniteNamesTensorAndPictures() {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                Tensor good = torch.ones(2).set_requires_grad(true);
                Tensor bad = torch.ones(2).set_requires_grad(true);
                OptimizerConfig config = new OptimizerConfig(1e-2, 1e-2, 0.9, 0.999, 1e-8, 0, 2);
                try (ParameterUpdate update = new ParameterUpdate(Map.of("unet.a", good, "unet.b", bad), config)) {
                    good.sum()
                            .add(bad.mul(new Scalar(Double.POSITIVE_INFINITY)).sum())
                            .backward();
                    NotFinite failure = catchThrowableOfType(
                            NotFinite.class, () -> update.apply(3, 1, List.of("cat.png", "cat.png", "dog.png")));
                    assertThat(failure.finding().layer()).contains("unet.b");
                    assertThat(failure)
                            .hasMessage(
                                    "Training met numbers that are not finite in step 3: the gradient of unet.b, from cat.png, dog.png. Expected finite ones; nothing of this step is kept. Halve --learning-rate to 0.005 and leave --max-grad-norm at 1; with --precision bf16, try float32.");
                    assertThat(Tensors.floats(good)).containsExactly(1, 1);
                }
            }
        });
    }
}
