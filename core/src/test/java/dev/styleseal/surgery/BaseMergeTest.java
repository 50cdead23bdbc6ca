package dev.styleseal.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.Case;
import dev.styleseal.LoraCases;
import dev.styleseal.Reference;
import dev.styleseal.checkpoint.Conversion;
import dev.styleseal.checkpoint.ModelConversion;
import dev.styleseal.checkpoint.WeightCopy;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.Wardrobe;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.weights.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A base with seals in its weights computes what the base computes that wears them. */
class BaseMergeTest {
    @TempDir
    private Path folder;

    private static WornSeal worn(String reference, double weight) {
        return new WornSeal(reference, Seal.open(Reference.folder(reference + "/kohya.safetensors")), weight, "");
    }

    static void merge(Path base, List<WornSeal> seals, Path output, Conversion.Form form, DType precision) {
        merge(base, new BaseMerge(seals), output, form, precision);
    }

    static void merge(Path base, BaseMerge merge, Path output, Conversion.Form form, DType precision) {
        Conversion conversion = new Conversion(
                base,
                output,
                form,
                Optional.of(precision),
                Optional.empty(),
                WeightCopy.TRAINED,
                Optional.empty(),
                Optional.empty());
        ModelConversion.of(conversion, (path, padding) -> {
                    throw new IllegalStateException("a folder has tokenizers");
                })
                .with(merge)
                .run((done, total) -> {}, new Cancellation());
    }

    static List<String> adapters() {
        return LoraCases.folders();
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void theMergedBaseActsAsTheBaseThatWears(String adapter) {
        String kind = adapter.substring(0, adapter.indexOf('/'));
        Path base = Reference.folder(kind + "/model");
        List<WornSeal> seals = List.of(worn(adapter, 0.7));
        Path merged = folder.resolve("merged");
        merge(base, seals, merged, Conversion.Form.FOLDER, DType.F32);
        require(kind, adapter, base, seals, merged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void severalSealsAddUpInTheBase(String kind) {
        Path base = Reference.folder(kind + "/model");
        List<WornSeal> seals = List.of(
                worn(kind + "/lora/dora", 0.5), worn(kind + "/lora/conv", -0.4), worn(kind + "/lora/attn", 1.2));
        Path merged = folder.resolve("merged");
        merge(base, seals, merged, Conversion.Form.FOLDER, DType.F32);
        require(kind, kind + "/lora/dora", base, seals, merged);
    }

    static void require(String kind, String adapter, Path base, List<WornSeal> seals, Path merged) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion bare = StableDiffusion.open(base, Placement.REFERENCE);
                    StableDiffusion changed = StableDiffusion.open(merged, Placement.REFERENCE);
                    Wardrobe wardrobe = new Wardrobe(seals);
                    Case theirs = Case.open(kind + "/components.safetensors");
                    Case expected = Case.open(adapter + "/expected.safetensors")) {
                Tensor worn = output(bare, wardrobe, theirs, expected);
                Tensor own = output(changed, LayerWrapper.NONE, theirs, expected);
                Tensor plain = output(bare, LayerWrapper.NONE, theirs, expected);
                double largest = worn.abs().max().item_float();
                double difference = worn.sub(own).abs().max().item_float() / largest;
                double change = worn.sub(plain).abs().max().item_float() / largest;
                System.out.println(adapter + " in the base: " + difference + " apart, the seals change " + change);
                assertThat(difference).isLessThan(1e-5);
                assertThat(change).isGreaterThan(1e-4);
            }
        });
    }

    private static Tensor output(StableDiffusion model, LayerWrapper wrapper, Case theirs, Case expected) {
        return expected.names().contains("unet.output")
                ? model.unet(wrapper)
                        .forward(
                                theirs.tensor("unet.sample"),
                                theirs.integers("unet.timestep"),
                                theirs.condition("unet.", tensor -> tensor))
                : model.textModel(model.texts().get(0), wrapper)
                        .forward(theirs.integers("text.ids"))
                        .last();
    }

    @Test
    void aSealOfAnotherArchitectureIsRefusedAndNothingIsWritten() {
        Path merged = folder.resolve("merged");
        assertThatThrownBy(() -> merge(
                        Reference.folder("sd1/model"),
                        List.of(worn("sdxl/lora/conv", 1)),
                        merged,
                        Conversion.Form.FOLDER,
                        DType.F32))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("was made for another architecture");
        assertThat(merged).doesNotExist();
    }

    @Test
    void whatIsTooLargeForHalfPrecisionIsRefused() {
        Path merged = folder.resolve("merged");
        WornSeal seal = worn("sd1/lora/attn", 1);
        Seal huge = Seal.of(
                seal.seal().loras().values().stream()
                        .map(module -> new LoraModule(module.path(), module.down(), module.up(), 1e9))
                        .toList(),
                seal.seal().metadata());
        assertThatThrownBy(() -> merge(
                        Reference.folder("sd1/model"),
                        List.of(new WornSeal("huge", huge, 1, "")),
                        merged,
                        Conversion.Form.FOLDER,
                        DType.F16))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("too large for F16");
        assertThat(merged).doesNotExist();
    }
}
