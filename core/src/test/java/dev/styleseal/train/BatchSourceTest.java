package dev.styleseal.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.styleseal.Reference;
import dev.styleseal.data.FramedPicture;
import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.Cancellation;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import dev.styleseal.lora.LoraConfig;
import dev.styleseal.lora.LoraTargets;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Condition;
import dev.styleseal.unet.PromptStates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SDXL learns each picture together with that picture's own caption, size and cut. */
class BatchSourceTest {
    private static final int WIDTH = 24;
    private static final int HEIGHT = 16;
    private static final List<String> CAPTIONS = List.of("a cat", "a dog on a hill", "the sea");

    // width, height of the files; what SDXL is told: original height and width, top, left, target height and width
    private static final int[][] FILES = {{96, 32}, {24, 80}, {48, 32}};
    private static final float[][] TOLD = {
        {32, 96, 0, 12, 16, 24}, // covers as 48 x 16, 24 columns go
        {80, 24, 32, 0, 16, 24}, // covers as it is, 64 rows go
        {32, 48, 0, 0, 16, 24}, // covers as 24 x 16
    };

    @TempDir
    private Path folder;

    @Test
    void everyPictureBringsItsSizeItsCutAndItsCaption() throws IOException {
        check(false);
    }

    @Test
    void mirroredPicturesBringThemToo() throws IOException {
        check(true);
    }

    private void check(boolean flip) throws IOException {
        List<TrainingPicture> files = files();
        List<FramedPicture> pictures = new ArrayList<>(PictureFolder.decodeAll(files, WIDTH, HEIGHT));
        if (flip) {
            pictures.addAll(pictures.stream().map(FramedPicture::mirrored).toList());
        }
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(Reference.folder("sdxl/model"), Placement.REFERENCE);
                    LatentCache cache =
                            LatentCache.encode(pictures, model.vae(), (done, all) -> {}, new Cancellation())) {
                PromptEncoder encoder = model.promptEncoder(LayerWrapper.NONE, model.clipSkip());
                BatchSource source =
                        new BatchSource(cache, files, encoder::encode, config(flip, model.clipSkip()), 1000);
                TreeSet<Integer> seen = new TreeSet<>();
                for (int step = 0; step < 8; step++) {
                    Batch batch = source.batch(step, 0);
                    assertThat(source.pictures(step)).isEqualTo(batch.pictures());
                    for (int row = 0; row < batch.latents().size(0); row++) {
                        int shown = compare(batch, row, cache, encoder);
                        assertThat(batch.pictures().get(row)).isEqualTo(shown % CAPTIONS.size() + ".png");
                        seen.add(shown);
                    }
                }
                assertThat(seen).hasSize(cache.size());
            }
        });
    }

    private static int compare(Batch batch, int row, LatentCache cache, PromptEncoder encoder) {
        int shown = likeliest(cache, batch.latents().select(0, row));
        int picture = shown % CAPTIONS.size();
        Condition.Added added = batch.condition().added().orElseThrow();
        assertThat(Tensors.floats(added.sizes().select(0, row))).containsExactly(TOLD[picture]);
        PromptStates caption = encoder.encode(List.of(Optional.of(CAPTIONS.get(picture))));
        assertThat(Tensors.floats(batch.condition().context().select(0, row)))
                .containsExactly(Tensors.floats(caption.states()), within(1e-5f));
        assertThat(Tensors.floats(added.pooled().select(0, row)))
                .containsExactly(Tensors.floats(caption.pooled().orElseThrow()), within(1e-5f));
        return shown;
    }

    /** The picture that a draw of latents is likeliest to be of. */
    private static int likeliest(LatentCache cache, Tensor drawn) {
        double[] losses = IntStream.range(0, cache.size())
                .mapToDouble(picture -> loss(cache, picture, drawn))
                .toArray();
        double least = Arrays.stream(losses).min().orElseThrow();
        return IntStream.range(0, losses.length)
                .filter(picture -> losses[picture] == least)
                .findFirst()
                .orElseThrow();
    }

    /** Minus the logarithm of the likelihood, but for a constant. */
    private static double loss(LatentCache cache, int picture, Tensor drawn) {
        Tensor mean = cache.mean(picture);
        Tensor normal = RandomSource.seeded(1).normal(mean.shape());
        Tensor deviation =
                cache.sample(picture, RandomSource.seeded(1)).sub(mean).div(normal);
        Tensor distance = drawn.sub(mean).div(deviation);
        return distance.square().div(new Scalar(2)).add(deviation.log()).sum().item_double();
    }

    private List<TrainingPicture> files() throws IOException {
        List<TrainingPicture> files = new ArrayList<>();
        for (int i = 0; i < FILES.length; i++) {
            Path file = folder.resolve(i + ".png");
            PngFile.write(file, picture(i, FILES[i][0], FILES[i][1]), Map.of());
            files.add(new TrainingPicture(file, CAPTIONS.get(i), "test"));
        }
        return files;
    }

    /** Brighter to the right, and each in a colour of its own, so that no two are alike in a mirror or out of it. */
    private static RgbImage picture(int colour, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            rgb[3 * i + colour] = (byte) (255 * (i % width) / width);
        }
        return RgbImage.of(width, height, rgb);
    }

    private static TrainConfig config(boolean flip, int clipSkip) {
        return new TrainConfig(
                new LoraConfig(1, 1, LoraTargets.attention(), 0),
                false,
                OptimizerConfig.of(1e-4, 1e-4),
                new LearningRate(LearningRate.Curve.CONSTANT, 0, 8),
                2,
                1,
                new NoiseConfig(OptionalDouble.empty(), 0, 0, flip),
                clipSkip,
                7,
                false);
    }
}
