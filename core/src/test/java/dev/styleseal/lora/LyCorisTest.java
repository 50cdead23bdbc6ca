package dev.styleseal.lora;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFormat;
import dev.styleseal.generate.Wardrobe;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.MergedUpdates;
import dev.styleseal.nn.Update;
import dev.styleseal.nn.WeightForms;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of adapter, in a file that LyCORIS wrote, does what LyCORIS does with it. */
class LyCorisTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/lycoris");
    private static final Path REFERENCE = Path.of("src/test/resources/reference/sd1");
    private static final double BAR = 2e-6;
    private static final double NETWORK_BAR = 2e-5;

    @TempDir
    private Path folder;

    @Test
    void weightsOfAllKindsAreThoseOfLyCoris() {
        Seal seal = Seal.open(GOLDEN.resolve("layers.safetensors"));
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    Case theirs = Case.at(GOLDEN.resolve("expected.safetensors"))) {
                double worst = 0;
                for (AdapterModule module : seal.modules().values()) {
                    float[] delta = Tensors.floats(WeightDelta.of(module));
                    worst = Math.max(
                            worst,
                            Comparison.worst(
                                    module.path(), BAR, delta, theirs.floats(number(module.path()) + ".delta")));
                }
                System.out.println("LyCORIS: " + seal.modules().size() + " weights, worst difference " + worst);
            }
        });
    }

    @Test
    void layersOfAllKindsActAsInLyCoris() throws Exception {
        Seal seal = Seal.open(GOLDEN.resolve("layers.safetensors"));
        actsAsInLyCoris(seal);
        Path written = folder.resolve("written.safetensors");
        seal.save(written, SealFormat.KOHYA, DType.F32);
        actsAsInLyCoris(Seal.open(written));
    }

    private static void actsAsInLyCoris(Seal seal) throws Exception {
        Map<?, ?> labels;
        try (SafetensorsFile file = SafetensorsFile.open(GOLDEN.resolve("expected.safetensors"))) {
            labels = new ObjectMapper().readValue(file.metadata().get("labels"), Map.class);
        }
        assertThat(seal.modules()).hasSize(labels.size());
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    Case theirs = Case.at(GOLDEN.resolve("expected.safetensors"));
                    LoraAdapter adapter = LoraAdapter.frozen(seal.modules(), path -> 1, Leniency.STRICT);
                    Merging merging = new Merging(Long.MAX_VALUE)) {
                Map<Boolean, Integer> layers = new HashMap<>(); // whether updates were merged into the weight
                LayerWrapper merged = (slot, frozen) -> {
                    List<Update> updates = merging.of(frozen, adapter.updates(slot, frozen));
                    layers.merge(updates.get(0) instanceof MergedUpdates, 1, Integer::sum);
                    return updates;
                };
                for (String path : seal.modules().keySet()) {
                    String label = String.valueOf(labels.get(number(path)));
                    String form = label.substring(0, label.indexOf(' '));
                    Comparison.require(label, BAR, output(path, form, adapter, theirs), theirs, number(path) + ".y");
                    Comparison.require(
                            label + ", merged", BAR, output(path, form, merged, theirs), theirs, number(path) + ".y");
                }
                assertThat(layers.get(true))
                        .as("layers with costly updates")
                        .isGreaterThan(seal.modules().size() / 2);
                assertThat(layers).as("norms, biases").containsKey(false);
                assertThat(adapter.homeless()).isEmpty();
            }
        });
    }

    private static String number(String path) {
        return path.replaceFirst("unet\\.down_blocks\\.(\\d+)\\..*", "$1");
    }

    private static Tensor output(String path, String form, LayerWrapper wrapper, Case theirs) {
        String name = path.substring("unet.".length());
        Map<String, Tensor> weights = new HashMap<>();
        weights.put(name + ".weight", theirs.tensor(form + ".weight"));
        weights.put(name + ".bias", theirs.tensor(form + ".bias"));
        Layers layers = Layers.of("unet", weights, Placement.REFERENCE, wrapper, new WeightForms());
        Tensor x = theirs.tensor(form + ".x");
        return switch (form) {
            case "linear" -> layers.linear(name, 12, 16).forward(x);
            case "conv1" -> layers.conv(name, 12, 16, 1).forward(x);
            case "conv3" -> layers.conv(name, 12, 16, 3).forward(x);
            case "group" -> layers.groupNorm(name, 4, 16, 1e-5).forward(x);
            default -> layers.layerNorm(name, 16, 1e-5).forward(x);
        };
    }

    @Test
    void aUnetWithAllKindsAtOnceActsAsInLyCoris() {
        Seal seal = Seal.open(GOLDEN.resolve("unet.safetensors"));
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(REFERENCE.resolve("model"), Placement.REFERENCE);
                    Case theirs = Case.at(REFERENCE.resolve("components.safetensors"));
                    Case expected = Case.at(GOLDEN.resolve("unet-expected.safetensors"));
                    Wardrobe wardrobe = new Wardrobe(List.of(new WornSeal("all kinds", seal, 1, "")));
                    Wardrobe merging = new Wardrobe(List.of(new WornSeal("all kinds", seal, 1, "")), Long.MAX_VALUE);
                    Wardrobe idle = new Wardrobe(List.of(new WornSeal("all kinds", seal, 0, "")))) {
                Tensor output = output(model, wardrobe, theirs);
                wardrobe.requirePlaced();
                Comparison.require("UNet with all kinds of LyCORIS", NETWORK_BAR, output, expected, "output");
                Comparison.require("the same, merged", NETWORK_BAR, output(model, merging, theirs), expected, "output");
                assertThat(Tensors.floats(output(model, idle, theirs)))
                        .isEqualTo(Tensors.floats(output(model, LayerWrapper.NONE, theirs)));
            }
        });
    }

    private static Tensor output(StableDiffusion model, LayerWrapper wrapper, Case theirs) {
        return model.unet(wrapper)
                .forward(
                        theirs.tensor("unet.sample"),
                        theirs.integers("unet.timestep"),
                        theirs.condition("unet.", tensor -> tensor));
    }
}
