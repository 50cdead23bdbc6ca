package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.styleseal.Reference;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.lora.WeightDelta;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Singular values without libtorch, compared with numpy's and with libtorch's. */
class SpectraTest {
    private static final String PATH = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    void valuesAndEffectiveRanksAreNumpys() throws IOException {
        JsonNode golden =
                new JsonMapper().readTree(GOLDEN.resolve("surgery.json").toFile());
        try (SafetensorsFile file = SafetensorsFile.open(GOLDEN.resolve("surgery.safetensors"))) {
            for (JsonNode told : golden.get("thin")) {
                String name = told.get("name").textValue();
                Spectrum spectrum = Spectra.of(
                                new LoraModule(
                                        PATH,
                                        file.floats(name + ".down"),
                                        file.floats(name + ".up"),
                                        told.get("alpha").doubleValue()),
                                Spectra.QUICK)
                        .orElseThrow();
                require(name, spectrum, told.get("values"));
                assertThat(spectrum.effectiveRank())
                        .isCloseTo(told.get("effective_rank").doubleValue(), within(1e-5));
            }
            for (JsonNode told : golden.get("dense")) {
                HostTensor matrix = file.floats(told.get("name").textValue());
                FullModule full = new FullModule(PATH, Optional.of(matrix), Optional.empty());
                require(
                        told.get("name").textValue(),
                        Spectra.of(full, Spectra.QUICK).orElseThrow(),
                        told.get("values"));
            }
        }
    }

    private static void require(String name, Spectrum spectrum, JsonNode expected) {
        double worst = 0;
        for (int i = 0; i < spectrum.size(); i++) {
            worst = Math.max(
                    worst, Math.abs(spectrum.values().get(i) - expected.get(i).doubleValue()) / spectrum.largest());
        }
        System.out.println("values of " + name + " without libtorch: worst " + worst);
        assertThat(spectrum.size()).isEqualTo(expected.size());
        assertThat(worst).isLessThan(1e-6);
    }

    @Test
    void lohaAndLokrAreAsTheirWholeMatrices() {
        LohaModule loha = new LohaModule(
                PATH,
                new Matrix.Product(random(3, 18, 3), random(4, 3, 22)),
                new Matrix.Product(random(5, 18, 3), random(6, 3, 22)),
                2,
                Optional.empty());
        LokrModule lokr = new LokrModule(
                PATH,
                new Matrix.Whole(random(7, 2, 3)),
                new Matrix.Product(random(8, 6, 2), random(9, 2, 5)),
                -3,
                Optional.empty());
        for (AdapterModule module : List.of(loha, lokr)) {
            Spectrum spectrum = Spectra.of(module, Spectra.QUICK).orElseThrow();
            float[] expected = Engine.call(() -> {
                try (Scope scope = new Scope()) {
                    Tensor values = torch.svd(WeightDelta.of(module)).get1();
                    return Tensors.floats(values);
                }
            });
            for (int i = 0; i < spectrum.size(); i++) {
                assertThat(spectrum.values().get(i)).isCloseTo(expected[i], within(1e-5 * spectrum.largest()));
            }
            assertThat(spectrum.norm()).isCloseTo(Math.sqrt(DeltaNorm.squared(module)), within(1e-4));
        }
    }

    @Test
    void whatIsLargeIsFoundWhenThereIsTime() {
        LohaModule wide = new LohaModule( // of 64 products of columns, more than it has rows
                PATH,
                new Matrix.Product(random(3, 40, 8), random(4, 8, 50)),
                new Matrix.Product(random(5, 40, 8), random(6, 8, 50)),
                2,
                Optional.empty());
        FullModule full = new FullModule(PATH, Optional.of(random(7, 530, 600)), Optional.empty());
        assertThat(Spectra.of(full, Spectra.QUICK)).isEmpty();
        for (AdapterModule module : List.of(wide, full)) {
            Spectrum spectrum = Spectra.of(module, Spectra.THOROUGH).orElseThrow();
            float[] expected = Engine.call(() -> {
                try (Scope scope = new Scope()) {
                    return Tensors.floats(torch.svd(WeightDelta.of(module)).get1());
                }
            });
            assertThat(spectrum.size()).isEqualTo(expected.length);
            for (int i = 0; i < spectrum.size(); i++) {
                assertThat(spectrum.values().get(i)).isCloseTo(expected[i], within(1e-5 * spectrum.largest()));
            }
        }
    }

    /** Such a file is 50 MB; matrices of the rank's size would take hours. */
    @Test
    void normOfARankFarAboveItsLayerIsThatOfTheProduct() {
        LoraModule lora = new LoraModule(PATH, random(10, 100_000, 60), random(11, 64, 100_000), 100_000);
        double expected = Engine.call(() -> {
            try (Scope scope = new Scope()) {
                return WeightDelta.of(lora).norm().item_double();
            }
        });
        assertThat(Math.sqrt(DeltaNorm.squared(lora))).isCloseTo(expected, within(1e-5 * expected));
    }

    private static HostTensor random(long seed, int rows, int columns) {
        Random random = new Random(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return HostTensor.of(values, rows, columns);
    }

    @Test
    void normsOfReferenceAdaptersAreThoseOfTheirValues() {
        for (String adapter : List.of("sd1/lora/attn-alpha", "sd1/lora/conv", "sdxl/lora/text")) {
            Path file = Reference.folder(adapter + "/kohya.safetensors");
            SealHealth health = SealHealth.of(file, false, done -> {});
            for (LayerHealth layer : health.layers()) {
                Spectrum spectrum = layer.spectrum().orElseThrow();
                assertThat(spectrum.norm()).isCloseTo(layer.norm(), within(1e-5 * layer.norm()));
                assertThat(spectrum.effectiveRank()).isBetween(1.0, spectrum.size() + 1e-9);
            }
            double before = 0;
            for (double kept : health.kept().values()) {
                assertThat(kept).isGreaterThan(before).isLessThanOrEqualTo(1);
                before = kept;
            }
            assertThat(health.hashes().orElseThrow().data())
                    .startsWith(health.hashes().orElseThrow().autoV3());
        }
    }
}
