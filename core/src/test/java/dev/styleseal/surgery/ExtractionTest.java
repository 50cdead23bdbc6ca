package dev.styleseal.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.Reference;
import dev.styleseal.checkpoint.Conversion;
import dev.styleseal.data.Progress;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.WeightDelta;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import dev.styleseal.weights.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was put into a base comes out of it again. */
class ExtractionTest {
    @TempDir
    private Path folder;

    private static Extraction.Extracted extract(Path tuned, Path base, Truncation.PerLayer rule) {
        return Extraction.of(tuned, base, rule, 0, Extraction.Rest.TOLD, Progress.SILENT, new Cancellation());
    }

    @ParameterizedTest
    @CsvSource({"sd1,attn-alpha", "sd1,conv", "sd2,text", "sdxl,attn"})
    void aMergedSealIsFoundWithItsRank(String kind, String adapter) {
        Seal seal = Seal.open(Reference.folder(kind + "/lora/" + adapter + "/kohya.safetensors"));
        Path base = Reference.folder(kind + "/model");
        Path tuned = folder.resolve("tuned");
        BaseMergeTest.merge(base, List.of(new WornSeal("seal", seal, 1, "")), tuned, Conversion.Form.FOLDER, DType.F32);
        Extraction.Extracted found = extract(tuned, base, new Truncation.Energy(0.99999));
        assertThat(found.unheld()).isEmpty();
        assertThat(found.seal().modules().keySet()).isEqualTo(seal.modules().keySet());
        double worst = 0;
        for (LoraModule module : found.seal().loras().values()) {
            LoraModule meant =
                    new TreeMap<>(seal.loras()).ceilingEntry(module.path()).getValue();
            worst = Math.max(worst, Engine.call(() -> difference(module, meant)));
            assertThat(module.rank()).as(module.path()).isLessThanOrEqualTo(meant.rank());
        }
        System.out.println(kind + "/" + adapter + " found again, worst relative difference " + worst);
        assertThat(worst).isLessThan(5e-3); // of the rule
        Extraction.Extracted full = extract(tuned, base, new Truncation.Rank(64));
        for (LoraModule module : full.seal().loras().values()) {
            LoraModule meant =
                    new TreeMap<>(seal.loras()).ceilingEntry(module.path()).getValue();
            assertThat(Engine.call(() -> difference(module, meant)))
                    .as(module.path())
                    .isLessThan(1e-4);
        }
    }

    private static double difference(LoraModule found, LoraModule meant) {
        try (Scope scope = new Scope()) {
            Tensor theirs = WeightDelta.of(meant);
            return (double) WeightDelta.of(found).sub(theirs).norm().item_float()
                    / theirs.norm().item_float();
        }
    }

    @Test
    void basesThatCannotBeComparedAreRefused() {
        Path sd1 = Reference.folder("sd1/model");
        assertThatThrownBy(() -> extract(sd1, Reference.folder("sdxl/model"), new Truncation.Rank(4)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Stable Diffusion XL");
        assertThatThrownBy(() -> extract(sd1, sd1, new Truncation.Rank(4)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("do not differ in any layer");
        assertThatThrownBy(() -> Extraction.of(
                        sd1,
                        sd1,
                        new Truncation.Rank(4),
                        -1,
                        Extraction.Rest.TOLD,
                        Progress.SILENT,
                        new Cancellation()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--min-difference is -1");
    }
}
