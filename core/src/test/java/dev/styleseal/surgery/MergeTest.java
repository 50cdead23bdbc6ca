package dev.styleseal.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.styleseal.Reference;
import dev.styleseal.data.Progress;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.BaseFamily;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.generate.BlockWeights;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.lora.WeightDelta;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Merged seals change each weight by what their parts change it by. */
class MergeTest {
    private static final String PATH = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q";

    private static WornSeal worn(String reference, double weight, BlockWeights blocks) {
        return new WornSeal(
                reference, Seal.open(Reference.folder(reference + "/kohya.safetensors")), weight, blocks, "");
    }

    private static Seal merged(List<WornSeal> seals) {
        Merge merge = new Merge(seals);
        return Resize.none(merge, Progress.SILENT, new Cancellation()).seal(merge.metadata());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void severalSealsAddUpToOne(String kind) {
        List<WornSeal> seals = List.of(
                worn(kind + "/lora/attn-alpha", 0.8, BlockWeights.parse("up=0.25,mid=0")),
                worn(kind + "/lora/conv", -0.5, BlockWeights.none()),
                worn(kind + "/lora/text", 1.5, BlockWeights.parse("text=0.5")));
        Seal merged = merged(seals);
        double worst = 0;
        for (AdapterModule module : merged.modules().values()) {
            worst = Math.max(worst, Engine.call(() -> difference(module, seals)));
        }
        System.out.println(kind + ": " + merged.modules().size() + " merged layers, worst difference " + worst);
        assertThat(worst).isLessThan(1e-6);
    }

    /** Against the weighted sum of all products, as a share of the largest value. */
    private static double difference(AdapterModule module, List<WornSeal> seals) {
        try (Scope scope = new Scope()) {
            Tensor delta = WeightDelta.of(module);
            Tensor sum = delta.mul(new Scalar(0.0));
            for (WornSeal seal : seals) {
                AdapterModule part = seal.seal().modules().get(module.path());
                if (part != null) {
                    sum = sum.add(WeightDelta.of(part), new Scalar(seal.weight(module.path())));
                }
            }
            double largest = sum.abs().max().item_float();
            return largest == 0 ? 0 : sum.sub(delta).abs().max().item_float() / largest;
        }
    }

    private static HostTensor random(long seed, long... sizes) {
        Random random = new Random(seed);
        int count = 1;
        for (long size : sizes) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return HostTensor.of(values, sizes);
    }

    private static Seal seal(AdapterModule module, String trigger) {
        return Seal.of(
                List.of(module),
                new SealMetadata(new TreeMap<>(
                        Map.of("modelspec.trigger_phrase", trigger, "ss_clip_skip", "1", "ss_seed", trigger))));
    }

    private static AdapterModule only(Seal seal) {
        return seal.modules().values().iterator().next();
    }

    @Test
    void kindsThatAreNoLoraBecomeOneFullDifference() {
        LoraModule lora = new LoraModule(PATH, random(1, 2, 12), random(2, 8, 2), 3);
        LohaModule loha = new LohaModule(
                PATH,
                new Matrix.Product(random(3, 8, 2), random(4, 2, 12)),
                new Matrix.Product(random(5, 8, 2), random(6, 2, 12)),
                1,
                Optional.empty());
        LokrModule lokr = new LokrModule(
                PATH, new Matrix.Whole(random(7, 2, 3)), new Matrix.Whole(random(8, 4, 4)), 1, Optional.empty());
        FullModule full = new FullModule(PATH, Optional.of(random(9, 8, 12)), Optional.of(random(10, 8)));
        List<WornSeal> seals = List.of(
                new WornSeal("a", seal(lora, "fox"), 0.5, ""),
                new WornSeal("b", seal(loha, "hen"), -1, ""),
                new WornSeal("c", seal(lokr, "fox"), 2, ""),
                new WornSeal("d", seal(full, "cow"), 0.25, ""));
        Seal merged = merged(seals);
        FullModule result = (FullModule) merged.modules().values().iterator().next();
        assertThat(Engine.call(() -> difference(result, seals))).isLessThan(1e-6);
        assertThat(result.bias().orElseThrow().values()[3])
                .isEqualTo(full.bias().orElseThrow().values()[3] / 4);
        assertThat(merged.metadata().trigger()).contains("fox, hen, cow");
        assertThat(merged.metadata().texts())
                .containsEntry("ss_clip_skip", "1")
                .containsEntry("modelspec.merged_from", "a, b, c, d")
                .containsEntry("ss_training_comment", "merged from a:0.5, b:-1.0, c:2.0, d:0.25")
                .doesNotContainKey("ss_seed");
        for (WornSeal alone : seals) {
            AdapterModule kept = only(merged(List.of(new WornSeal("x", alone.seal(), 0.5, ""))));
            WornSeal half = new WornSeal("x", alone.seal(), 0.5, "");
            assertThat(kept).isInstanceOf(only(alone.seal()).getClass());
            assertThat(Engine.call(() -> difference(kept, List.of(half)))).isLessThan(1e-6);
        }
    }

    @Test
    void aRankIsReachedByTheBestApproximation() {
        List<WornSeal> seals = List.of(
                worn("sd1/lora/attn", 1, BlockWeights.none()), worn("sd1/lora/attn-alpha", 1, BlockWeights.none()));
        Merge merge = new Merge(seals);
        Resize.Resized resized = Resize.of(merge, new Truncation.Rank(2), Progress.SILENT, new Cancellation());
        for (int i = 0; i < resized.modules().size(); i++) {
            AdapterModule module = resized.modules().get(i);
            LayerLoss loss = resized.losses().get(i);
            double lost = Engine.call(() -> {
                try (Scope scope = new Scope()) {
                    Tensor whole = WeightDelta.of(merge.layer(module.path()));
                    double[] values = Decomposition.of(whole).spectrum().values().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray();
                    double tail = 0;
                    for (int k = 2; k < values.length; k++) {
                        tail += values[k] * values[k];
                    }
                    assertThat(loss.lost()).isCloseTo(Math.sqrt(tail), within(1e-6));
                    return (double) whole.sub(WeightDelta.of(module)).norm().item_float();
                }
            });
            assertThat(lost).isCloseTo(loss.lost(), within(1e-4 * loss.norm()));
            assertThat(((LoraModule) module).rank()).isEqualTo(2);
        }
    }

    @Test
    void whatCannotBeMergedIsSaid() {
        WornSeal dora = worn("sd1/lora/dora", 0.5, BlockWeights.none());
        assertThatThrownBy(() -> new Merge(List.of(dora)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("is a DoRA, whose change of");
        WornSeal whole = worn("sd1/lora/dora", 1, BlockWeights.none());
        assertThat(merged(List.of(whole)).modules()).isEqualTo(whole.seal().modules());
        assertThatThrownBy(() -> new Merge(List.of(worn("sd1/lora/attn", 0, BlockWeights.none()))))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("All weights are 0");
        LoraModule small = new LoraModule(PATH, random(1, 2, 12), random(2, 8, 2), 3);
        LoraModule wide = new LoraModule(PATH, random(1, 2, 16), random(2, 8, 2), 3);
        assertThatThrownBy(() -> new Merge(
                        List.of(new WornSeal("a", seal(small, "x"), 1, ""), new WornSeal("b", seal(wide, "x"), 1, ""))))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Seals a and b were made for different architectures");
    }

    /** diffusers puts a convolution's LoRA into a convolution only. */
    @Test
    void whatIsMadeOfALohaHasTheShapeOfItsLineOfModels() {
        String path = "unet.down_blocks.0.attentions.0.proj_in";
        LohaModule loha = new LohaModule(
                path,
                new Matrix.Product(random(3, 8, 2), random(4, 2, 8)),
                new Matrix.Product(random(5, 8, 2), random(6, 2, 8)),
                1,
                Optional.empty());
        for (BaseFamily family : BaseFamily.values()) {
            Seal seal = Seal.of(List.of(loha), SealMetadata.derived(family, "fox", ""));
            LoraModule lora = (LoraModule)
                    Resize.of(LayerSource.of(seal), new Truncation.Rank(2), Progress.SILENT, new Cancellation())
                            .modules()
                            .get(0);
            assertThat(lora.convolution()).as(family.name()).isEqualTo(family == BaseFamily.SD1);
            WornSeal worn = new WornSeal("fox", seal, 0.5, "");
            AdapterModule summed = new Merge(List.of(worn, worn)).layer(path);
            assertThat(summed.tensors().get(0).shape()).hasSize(family == BaseFamily.SD1 ? 4 : 2);
        }
        LoraModule shown = new LoraModule(
                "unet.down_blocks.0.attentions.0.proj_out", random(1, 2, 8, 1, 1), random(2, 8, 2, 1, 1), 2);
        Seal both = Seal.of(List.of(loha, shown), SealMetadata.none());
        assertThat(LayerSource.of(both).shape(loha).sizes()).containsExactly(8L, 8L, 1L, 1L);
    }

    @Test
    void layersThatDoNothingMergeIntoNothing() {
        LoraModule zero = new LoraModule(PATH, random(1, 2, 12), HostTensor.of(new float[16], 8, 2), 0);
        Seal merged =
                merged(List.of(new WornSeal("a", seal(zero, "x"), 1, ""), new WornSeal("b", seal(zero, "x"), 1, "")));
        Tensor none = Engine.call(() -> Scope.own(WeightDelta.of(only(merged))));
        assertThat(Tensors.floats(none)).containsOnly(0);
        Scope.release(none);
    }
}
