package dev.styleseal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.styleseal.Reference;
import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Objective;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.Cancellation;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Condition;
import dev.styleseal.unet.UNet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The loss on withheld pictures, cell by cell. */
class HeldOutLossTest {
    private static final long SEED = 20_260_401;
    private static final List<TrainingPicture> PICTURES = PictureFolder.read(
                    Path.of("../samples/fluent/heldout"), CaptionRule.filesOnly())
            .subList(0, 3);

    private record Scene(
            LatentCache cache, PromptEncoder text, NoiseSchedule schedule, Prediction prediction, UNet unet) {
        HeldOutLoss losses() {
            List<String> captions =
                    PICTURES.stream().map(TrainingPicture::caption).toList();
            return new HeldOutLoss(cache, captions, text::encode, schedule, prediction);
        }
    }

    private static void on(BiConsumer<HeldOutLoss, Scene> check) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(Reference.folder("sd1/model"), Placement.REFERENCE);
                    LatentCache cache = LatentCache.encode(
                            PictureFolder.decodeAll(PICTURES, 32, 32),
                            model.vae(),
                            (done, all) -> {},
                            new Cancellation())) {
                Scene scene = new Scene(
                        cache,
                        model.promptEncoder(LayerWrapper.NONE, model.clipSkip()),
                        NoiseSchedule.of(model.schedule()),
                        Prediction.of(model.schedule()),
                        model.unet(LayerWrapper.NONE));
                check.accept(scene.losses(), scene);
            }
        });
    }

    @Test
    void aCellIsTheLossOfOnePictureInTheMiddleOfOnePartOfTheSchedule() {
        on((losses, scene) -> {
            List<List<Double>> cells = losses.cells(scene.unet());
            assertThat(cells)
                    .hasSize(PICTURES.size())
                    .allSatisfy(picture -> assertThat(picture).hasSize(20));
            for (int[] cell : new int[][] {{0, 0}, {1, 7}, {2, 19}}) {
                double expected = alone(scene, cell[0], cell[1], 25 + 50L * cell[1]);
                assertThat(cells.get(cell[0]).get(cell[1])).isEqualTo(expected, within(1e-5 * expected));
            }
        });
    }

    @Test
    void thePicturesLossIsTheMeanOfItsCells() {
        on((losses, scene) -> {
            List<List<Double>> cells = losses.cells(scene.unet());
            List<Double> means = losses.of(scene.unet());
            for (int i = 0; i < cells.size(); i++) {
                double sum = 0;
                for (double cell : cells.get(i)) {
                    sum += cell;
                }
                assertThat(means.get(i)).isEqualTo(sum / cells.get(i).size(), within(1e-12));
            }
        });
    }

    @Test
    void fewerTimestepsAreTheMiddlesOfFewerParts() {
        on((losses, scene) -> {
            List<List<Double>> cells = losses.atTimesteps(4).cells(scene.unet());
            assertThat(cells.get(1)).hasSize(4);
            double expected = alone(scene, 1, 2, 625);
            assertThat(cells.get(1).get(2)).isEqualTo(expected, within(1e-5 * expected));
            assertThatThrownBy(() -> losses.atTimesteps(0)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    /** One picture, one timestep, by itself. */
    private static double alone(Scene scene, int picture, int cell, long timestep) {
        Tensor x0 = scene.cache().mean(picture);
        Tensor eps = RandomSource.at(SEED, picture, cell).normal(x0.shape());
        Tensor t = Tensors.of(new long[] {timestep}, 1);
        Condition condition = scene.text()
                .encode(List.of(Optional.of(PICTURES.get(picture).caption())))
                .framed(List.of(scene.cache().framing(picture)));
        Tensor predicted = scene.unet().forward(scene.schedule().addNoise(x0, eps, t), t, condition);
        return Objective.plain(scene.schedule(), scene.prediction())
                .loss(predicted, x0, eps, t)
                .item_double();
    }
}
