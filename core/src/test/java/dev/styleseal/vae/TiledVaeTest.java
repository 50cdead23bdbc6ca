package dev.styleseal.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.OneThread;
import dev.styleseal.error.BadInput;
import dev.styleseal.image.CoverCrop;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.RgbImage;
import dev.styleseal.model.PixelCodec;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.nio.file.Path;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TiledVaeTest {
    private static final double BAR = 2e-5;
    private static final Path SMALL =
            Path.of("src/test/resources/reference/sd1/model").toAbsolutePath();
    private static final Path EMOJI = Path.of("../models/emoji");
    private static final Path PICTURE = Path.of("../samples/fluent/train");

    private interface Work {
        void with(Vae vae);
    }

    private static void with(Path folder, Work work) {
        Engine.run(() -> {
            try (OneThread oneThread = new OneThread();
                    Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(folder, Placement.REFERENCE)) {
                work.with(model.vae());
            }
        });
    }

    @Test
    void tilesEqualThoseOfDiffusers() {
        with(SMALL, vae -> {
            try (Case theirs = Case.at(Path.of("src/test/resources/golden/tiles.safetensors"))) {
                TiledVae tiled = new TiledVae(vae, 16);
                Tensor decoded = tiled.decode(theirs.tensor("latents"));
                Comparison.require("tiled decoding", BAR, decoded, theirs, "decoded");
                LatentDistribution encoded = tiled.encode(theirs.tensor("image"));
                LatentDistribution expected = LatentDistribution.of(theirs.tensor("moments"));
                Tensor moments = torch.cat(new TensorVector(encoded.mean(), encoded.logVariance()), 1);
                Tensor known = torch.cat(new TensorVector(expected.mean(), expected.logVariance()), 1);
                Comparison.require("tiled encoding", BAR, Tensors.floats(moments), Tensors.floats(known));
            }
        });
    }

    @Test
    void whatFitsIntoOneTileIsCodedWhole() {
        with(SMALL, vae -> {
            Tensor latents = torch.ones(new long[] {1, 4, 8, 8});
            assertThat(Tensors.floats(new TiledVae(vae, 16).decode(latents)))
                    .isEqualTo(Tensors.floats(vae.decode(latents)));
        });
    }

    @Test
    void seamsOfATrainedModelAreSmall() {
        with(EMOJI, vae -> {
            RgbImage picture = CoverCrop.crop(PictureReader.read(PICTURE.resolve("balloon.webp")), 256, 256);
            Tensor pixels = PixelCodec.tensor(picture);
            Tensor whole = vae.encode(pixels).mean();
            for (int side : new int[] {64, 128}) {
                TiledVae tiled = new TiledVae(vae, side);
                measure("encoding in tiles of " + side, tiled.encode(pixels).mean(), whole);
                Tensor decoded = vae.decode(whole);
                double mean = measure("decoding in tiles of " + side, tiled.decode(whole), decoded);
                assertThat(mean).isLessThan(0.05);
            }
        });
    }

    @Test
    void sizesThatCannotOverlapAreRefused() {
        with(SMALL, vae -> {
            for (int side : new int[] {4, 20, -8}) {
                assertThatThrownBy(() -> new TiledVae(vae, side))
                        .isInstanceOf(BadInput.class)
                        .hasMessageContainingAll("The tile size is " + side, "multiple of 8", "512", "--tile-size");
            }
        });
    }

    /** Mean difference, as a part of the largest value. */
    private static double measure(String what, Tensor tiled, Tensor whole) {
        float[] ours = Tensors.floats(tiled);
        float[] theirs = Tensors.floats(whole);
        double sum = 0;
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < ours.length; i++) {
            double difference = Math.abs((double) ours[i] - theirs[i]);
            sum += difference;
            worst = Math.max(worst, difference);
            largest = Math.max(largest, Math.abs(theirs[i]));
        }
        System.out.printf(
                "%-40s mean difference %.5f, worst %.4f, largest value %.3f%n",
                what, sum / ours.length, worst, largest);
        return sum / ours.length / largest;
    }
}
