package dev.styleseal.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Reference;
import dev.styleseal.checkpoint.Conversion;
import dev.styleseal.data.Progress;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFormat;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.generate.BlockWeights;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers whose bias changes beside their weight, and norms: worn, merged, resized, extracted. */
class BiasTest {
    private static final Path BASE = Reference.folder("sd1/model");

    @TempDir
    private Path folder;

    /** The reference adapter with biases beside its outputs, a bias alone and a norm. */
    private static Seal biased() {
        Seal lora = Seal.open(Reference.folder("sd1/lora/attn/kohya.safetensors"));
        List<AdapterModule> modules = new ArrayList<>();
        for (LoraModule module : lora.loras().values()) {
            modules.add(
                    module.path().endsWith(".to_out.0")
                            ? new BiasedLoraModule(module, random(module.outputs()))
                            : module);
        }
        String block = "unet.mid_block.attentions.0.transformer_blocks.0";
        int channels = (int) at(lora, block + ".attn1.to_out.0").rows();
        modules.add(new FullModule(block + ".norm1", Optional.of(random(channels)), Optional.of(random(channels))));
        modules.add(new FullModule(block + ".ff.net.2", Optional.empty(), Optional.of(random(channels))));
        return Seal.of(modules, SealMetadata.none());
    }

    private static AdapterModule at(Seal seal, String path) {
        return Objects.requireNonNull(seal.modules().get(path));
    }

    private static HostTensor random(int count) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() / 8;
        }
        return HostTensor.of(values, count);
    }

    @Test
    void aBaseWithBiasesInItActsAsTheOneThatWearsThem() {
        Path file = folder.resolve("biased.safetensors");
        biased().save(file, SealFormat.KOHYA, DType.F32);
        Seal seal = Seal.open(file);
        assertThat(seal.modules()).isEqualTo(biased().modules());
        List<WornSeal> seals = List.of(new WornSeal("seal", seal, 0.7, ""));
        Path merged = folder.resolve("merged");
        BaseMergeTest.merge(BASE, seals, merged, Conversion.Form.FOLDER, DType.F32);
        BaseMergeTest.require("sd1", "sd1/lora/attn", BASE, seals, merged);
    }

    @Test
    void mergedBiasesAddUpAndStayWhenTheRankFalls() {
        Seal seal = biased();
        WornSeal half = new WornSeal("a", seal, 0.5, "");
        Merge merge = new Merge(List.of(half, new WornSeal("b", seal, 2, "")));
        for (AdapterModule module : Resize.of(merge, new Truncation.Rank(1), Progress.SILENT, new Cancellation())
                .modules()) {
            AdapterModule before = at(seal, module.path());
            assertThat(module.bias().isPresent()).isEqualTo(before.bias().isPresent());
            module.bias()
                    .ifPresent(bias -> assertThat(bias.values()[3])
                            .isEqualTo(before.bias().orElseThrow().values()[3] * 2.5f));
            if (before instanceof BiasedLoraModule) {
                assertThat(((BiasedLoraModule) module).lora().rank()).isEqualTo(1);
            }
        }
    }

    @Test
    void normsAndBiasesAreExtractedWholeWhenThatIsWanted() {
        Seal seal = biased();
        Path tuned = folder.resolve("tuned");
        BaseMergeTest.merge(BASE, List.of(new WornSeal("seal", seal, 1, "")), tuned, Conversion.Form.FOLDER, DType.F32);
        Truncation.PerLayer rule = new Truncation.Rank(64);
        Extraction.Extracted told =
                Extraction.of(tuned, BASE, rule, 0, Extraction.Rest.TOLD, Progress.SILENT, new Cancellation());
        Extraction.Extracted kept =
                Extraction.of(tuned, BASE, rule, 0, Extraction.Rest.KEPT, Progress.SILENT, new Cancellation());
        assertThat(told.full()).isZero();
        assertThat(told.unheld()).hasSize(kept.full());
        assertThat(kept.unheld()).isEmpty();
        assertThat(kept.seal().modules().keySet()).isEqualTo(seal.modules().keySet());
        for (AdapterModule module : kept.seal().modules().values()) {
            AdapterModule meant = at(seal, module.path());
            assertThat(module).as(module.path()).hasSameClassAs(meant);
            module.bias()
                    .ifPresent(bias -> assertThat(bias.values())
                            .usingComparatorWithPrecision(1e-6f)
                            .containsExactly(meant.bias().orElseThrow().values()));
        }
    }

    @Test
    void whatHasNoPlaceInTheBaseIsLeftOutWhenThatIsAllowed() {
        List<AdapterModule> modules = new ArrayList<>(biased().modules().values());
        modules.add(new FullModule("unet.up_blocks.9.resnets.0.norm1", Optional.of(random(8)), Optional.empty()));
        modules.add(new FullModule("unet.conv_norm_out", Optional.of(random(7)), Optional.empty()));
        Seal seal = Seal.of(modules, SealMetadata.none());
        BaseMerge merge =
                new BaseMerge(List.of(new WornSeal("fox", seal, 1, BlockWeights.none(), "", Leniency.LENIENT)));
        BaseMergeTest.merge(BASE, merge, folder.resolve("merged"), Conversion.Form.FOLDER, DType.F32);
        assertThat(merge.leftOut()).hasSize(1);
        assertThat(merge.leftOut().get(0).text())
                .isEqualTo(
                        "Seal fox is worn without 2 modules that have no place in this base, such as unet.conv_norm_out.");
    }
}
