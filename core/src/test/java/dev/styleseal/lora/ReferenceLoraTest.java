package dev.styleseal.lora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.LoraCases;
import dev.styleseal.Reference;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.Wardrobe;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A base that wears a reference adapter, read from any dialect, gives the numbers that peft gives. */
class ReferenceLoraTest {
    private static final double BAR = 2e-5;

    static List<String> cases() {
        return LoraCases.all();
    }

    static List<String> oneDialect() {
        return LoraCases.folders().stream()
                .map(folder -> folder + "/" + LoraCases.KOHYA)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theWornAdapterActsAsInPeft(String file) {
        with(file, 1, (model, wardrobe, theirs, expected) -> {
            Comparison.require(file, BAR, output(model, wardrobe, theirs, expected), expected, name(expected));
            wardrobe.requirePlaced();
        });
    }

    @ParameterizedTest
    @MethodSource("oneDialect")
    void mergedIntoWeightsItActsAsWell(String file) {
        with(file, 1, (model, apart, theirs, expected) -> {
            WornSeal seal = new WornSeal(file, Seal.open(Reference.folder(file)), 1, "");
            try (Wardrobe wardrobe = new Wardrobe(List.of(seal), Long.MAX_VALUE)) {
                Comparison.require(
                        file + ", merged", BAR, output(model, wardrobe, theirs, expected), expected, name(expected));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("oneDialect")
    void wearingAndTakingOffLeavesTheBaseBitForBit(String file) {
        with(file, 0.7, (model, wardrobe, theirs, expected) -> {
            String before = model.fingerprint();
            float[] bare = floats(output(model, LayerWrapper.NONE, theirs, expected));
            float[] worn = floats(output(model, wardrobe, theirs, expected));
            assertThat(worn).isNotEqualTo(bare);
            assertThat(floats(output(model, LayerWrapper.NONE, theirs, expected)))
                    .isEqualTo(bare);
            assertThat(model.fingerprint()).isEqualTo(before);
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

    private static String name(Case expected) {
        return expected.names().iterator().next();
    }

    private static float[] floats(Tensor tensor) {
        return Tensors.floats(tensor);
    }

    private interface Check {
        void run(StableDiffusion model, Wardrobe wardrobe, Case theirs, Case expected);
    }

    private static void with(String file, double weight, Check check) {
        Path path = Reference.folder(file);
        String kind = file.substring(0, file.indexOf('/'));
        String folder = file.substring(0, file.lastIndexOf('/'));
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model =
                            StableDiffusion.open(Reference.folder(kind + "/model"), Placement.REFERENCE);
                    Case theirs = Case.open(kind + "/components.safetensors");
                    Case expected = Case.open(folder + "/expected.safetensors");
                    Wardrobe wardrobe = new Wardrobe(List.of(new WornSeal(file, Seal.open(path), weight, "")))) {
                check.run(model, wardrobe, theirs, expected);
            }
        });
    }
}
