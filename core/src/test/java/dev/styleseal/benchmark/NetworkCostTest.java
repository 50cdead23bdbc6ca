package dev.styleseal.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.lora.LoraTargets;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.unet.UNetConfig.Level;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkCostTest {
    /** One level of 4 channels; 2x2 latents are 4 pixels. */
    private static final UNetConfig TINY = new UNetConfig(
            2,
            4,
            4,
            List.of(new Level(4, 1, true, 2, 1)),
            List.of(new Level(4, 2, true, 2, 1)),
            6,
            2,
            1e-5,
            false,
            true,
            0,
            Optional.empty());

    private static final Extent FOUR_PIXELS = new Extent(1, 2, 2, 3);

    @Test
    void aTinyNetworkCostsWhatAPencilSays() {
        int time = 2 * (4 * 16) + 2 * (16 * 16);
        int ends = 2 * (2 * 4 * 4 * 36); // conv_in and conv_out: 4 pixels, 4 channels out of 9 times 4
        int narrow = 2 * 4 * 4 * 36 + 2 * 16 * 4 + 2 * 4 * 4 * 36; // conv1, time_emb_proj, conv2
        int wide = 2 * 4 * 4 * 72 + 2 * 16 * 4 + 2 * 4 * 4 * 36 + 2 * 4 * 4 * 8; // 8 channels in, conv_shortcut
        int square = 2 * 4 * 4 * 4; // a projection of 4 pixels
        int self = 4 * square + 2 * (2 * 4 * 4 * 4);
        int cross = 2 * square + 2 * (2 * 3 * 4 * 6) + 2 * (2 * 4 * 3 * 4); // keys and values of 3 tokens 6 wide
        int feedForward = 2 * 4 * 4 * 32 + 2 * 4 * 16 * 4;
        int transformer = 2 * square + self + cross + feedForward;
        NetworkCost cost = NetworkCost.ofPainting(TINY, FOUR_PIXELS, 1);
        double whole = time + ends + 3 * narrow + 2 * wide + 4 * transformer;
        assertThat(cost.forward()).isEqualTo(whole);
        double shared = time + ends / 2.0 + narrow + 2 * square + self; // with what asks in the first cross-attention
        assertThat(NetworkCost.ofPainting(TINY, FOUR_PIXELS, 3).forward()).isEqualTo(3 * whole - 2 * shared);
        assertThat(cost.backward()).isZero();
    }

    @Test
    void twoPicturesCostTwice() {
        LoraTargets targets = LoraTargets.named("all");
        NetworkCost one = NetworkCost.ofTraining(TINY, FOUR_PIXELS, targets, 2);
        NetworkCost two = NetworkCost.ofTraining(TINY, FOUR_PIXELS.ofBatch(2), targets, 2);
        assertThat(two.forward()).isEqualTo(2 * one.forward());
        assertThat(two.backward()).isEqualTo(2 * one.backward());
    }

    /** Counted by torch 2.15's FlopCounterMode in diffusers 0.36's UNet on the meta device. */
    @ParameterizedTest
    @CsvSource({
        "SD15, 32, 180106444800",
        "SD15, 64, 803273441280",
        "SDXL, 64, 1588778762240",
        "SDXL, 128, 6761236398080"
    })
    void paintingCostsWhatTorchCounts(KnownShape shape, int side, double operations) {
        NetworkCost cost = NetworkCost.ofPainting(shape.unet(), new Extent(1, side, side, 77), 1);
        assertThat(cost.forward()).isEqualTo(operations);
    }

    /** Its residual blocks are told the text. */
    @Test
    void sdxlSharesOnlyWhatComesBeforeItsFirstBlockIsToldThePrompt() {
        Extent extent = new Extent(1, 64, 64, 77);
        double one = NetworkCost.ofPainting(KnownShape.SDXL.unet(), extent, 1).forward();
        double two = NetworkCost.ofPainting(KnownShape.SDXL.unet(), extent, 2).forward();
        double time = 2.0 * (320 * 1280 + 1280 * 1280);
        double convolutions = 2.0 * 4096 * 320 * (9 * 4 + 9 * 320);
        assertThat(2 * one - two).isEqualTo(time + convolutions);
    }

    /** As above with peft 0.18's LoRA of rank 8 in all projections, and what a backward pass called. */
    @ParameterizedTest
    @CsvSource({
        "SD15, 32, 181553559552, 184494518272",
        "SD15, 64, 808878815232, 921444708352",
        "SDXL, 64, 1600577740800, 1569768488960"
    })
    void aTrainingStepCostsWhatTorchCounts(KnownShape shape, int side, double forward, double backward) {
        NetworkCost cost =
                NetworkCost.ofTraining(shape.unet(), new Extent(1, side, side, 77), LoraTargets.named("all"), 8);
        assertThat(cost.forward()).isEqualTo(forward);
        assertThat(cost.backward()).isEqualTo(backward);
    }

    /** The number of values in the published unet/diffusion_pytorch_model.safetensors. */
    @ParameterizedTest
    @CsvSource({"SD15, 859520964", "SDXL, 2567463684"})
    void knownShapesHaveTheSizesOfThePublishedModels(KnownShape shape, long parameters) {
        assertThat(NetworkCost.ofPainting(shape.unet(), FOUR_PIXELS, 1).parameters())
                .isEqualTo(parameters);
    }
}
