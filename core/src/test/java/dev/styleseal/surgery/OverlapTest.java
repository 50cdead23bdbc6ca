package dev.styleseal.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.styleseal.Reference;
import dev.styleseal.data.Progress;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Seal;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.tensor.Engine;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Angles between subspaces, compared with scipy's, and what is told of them. */
class OverlapTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final String PATH = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q";

    @Test
    void anglesAndCosinesAreScipys() throws IOException {
        JsonNode golden =
                new JsonMapper().readTree(GOLDEN.resolve("surgery.json").toFile());
        try (SafetensorsFile file = SafetensorsFile.open(GOLDEN.resolve("surgery.safetensors"))) {
            for (JsonNode pair : golden.get("pairs")) {
                LoraModule a = module(file, pair.get("name").textValue() + ".a");
                LoraModule b = module(file, pair.get("name").textValue() + ".b");
                LayerOverlap overlap = Engine.call(() -> LayerOverlap.of(a, b));
                System.out.println(overlap);
                assertThat(overlap.left()).isCloseTo(pair.get("left").doubleValue(), within(1e-6));
                assertThat(overlap.right()).isCloseTo(pair.get("right").doubleValue(), within(1e-6));
                assertThat(overlap.cosine()).isCloseTo(pair.get("cosine").doubleValue(), within(1e-6));
                LayerOverlap own = Engine.call(() -> LayerOverlap.of(a, a));
                assertThat(own.left()).isCloseTo(1, within(1e-9));
                assertThat(own.cosine()).isCloseTo(1, within(1e-9));
                assertThat(own.meeting()).isCloseTo(1, within(1e-9));
            }
        }
    }

    private static LoraModule module(SafetensorsFile file, String name) {
        return new LoraModule(PATH, file.floats(name + ".down"), file.floats(name + ".up"), 2);
    }

    @Test
    void aSealIsItsOwnDoubleAndItsNegativeIsAgainstIt() {
        Seal seal = Seal.open(Reference.folder("sd1/lora/attn/kohya.safetensors"));
        Overlap own = Overlap.of(seal, seal, Progress.SILENT, new Cancellation());
        assertThat(own.blocks()).allMatch(block -> block.prospect() == BlockOverlap.Prospect.DOUBLE);
        assertThat(own.meeting()).isCloseTo(1, within(1e-6));
        assertThat(own.cosine()).isCloseTo(1, within(1e-6));
        assertThat(own.blocks().stream().mapToDouble(BlockOverlap::shareA).sum())
                .isCloseTo(1, within(1e-9));
        Seal negative = Seal.of(
                seal.loras().values().stream()
                        .map(each -> new LoraModule(each.path(), each.down(), each.up(), -each.alpha()))
                        .toList(),
                seal.metadata());
        assertThat(Overlap.of(seal, negative, Progress.SILENT, new Cancellation())
                        .blocks())
                .allMatch(block -> block.prospect() == BlockOverlap.Prospect.AGAINST);
    }

    @Test
    void sealsWithoutACommonLayerDoNotMeet() {
        Overlap overlap = Overlap.of(
                Seal.open(Reference.folder("sd1/lora/attn/kohya.safetensors")),
                Seal.open(Reference.folder("sd1/lora/text/kohya.safetensors")),
                Progress.SILENT,
                new Cancellation());
        assertThat(overlap.layers()).isEqualTo(List.of());
        assertThat(overlap.onlyA()).isPositive();
        assertThat(overlap.meeting()).isZero();
    }

    @Test
    void layersOfSealsForDifferentBasesAreCounted() {
        Seal narrow = Seal.of(
                List.of(zeros(32)),
                Seal.open(Reference.folder("sd1/lora/attn/kohya.safetensors")).metadata());
        Seal wide = Seal.of(List.of(zeros(64)), narrow.metadata());
        Overlap overlap = Overlap.of(narrow, wide, Progress.SILENT, new Cancellation());
        assertThat(overlap.unlike()).isEqualTo(1);
        assertThat(overlap.layers()).isEmpty();
        assertThat(overlap.onlyA() + overlap.onlyB()).isZero();
    }

    private static LoraModule zeros(int width) {
        return new LoraModule(
                PATH, HostTensor.of(new float[2 * width], 2, width), HostTensor.of(new float[2 * width], width, 2), 2);
    }
}
