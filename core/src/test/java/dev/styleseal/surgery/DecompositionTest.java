package dev.styleseal.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.lora.WeightDelta;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Singular values and best approximations, compared with numpy's and with libtorch's general decomposition. */
class DecompositionTest {
    private static final String PATH = "unet.mid_block.attentions.0.proj_in";
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private record Case(JsonNode told, LoraModule module) {}

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (SafetensorsFile file = SafetensorsFile.open(GOLDEN.resolve("surgery.safetensors"))) {
            for (JsonNode told : golden().get("thin")) {
                String name = told.get("name").textValue();
                cases.add(new Case(
                        told,
                        new LoraModule(
                                PATH,
                                file.floats(name + ".down"),
                                file.floats(name + ".up"),
                                told.get("alpha").doubleValue())));
            }
        }
        return cases;
    }

    private static JsonNode golden() throws IOException {
        return new JsonMapper().readTree(GOLDEN.resolve("surgery.json").toFile());
    }

    @Test
    void theValuesOfAProductAreNumpysOfTheWholeMatrix() throws IOException {
        for (Case each : cases()) {
            Spectrum spectrum = Engine.call(() -> {
                try (Scope scope = new Scope()) {
                    return Decomposition.of(each.module).spectrum();
                }
            });
            double worst = 0;
            for (int i = 0; i < spectrum.size(); i++) {
                double expected = each.told.get("values").get(i).doubleValue();
                worst = Math.max(worst, Math.abs(spectrum.values().get(i) - expected) / spectrum.largest());
            }
            System.out.println("values of " + each.told.get("name") + ": worst " + worst);
            assertThat(spectrum.size()).isEqualTo(each.told.get("values").size());
            assertThat(worst).isLessThan(1e-7);
            assertThat(spectrum.norm()).isCloseTo(each.told.get("norm").doubleValue(), within(1e-6));
            assertThat(spectrum.effectiveRank())
                    .isCloseTo(each.told.get("effective_rank").doubleValue(), within(1e-5));
            for (int rank = 0; rank <= spectrum.size(); rank++) {
                assertThat(spectrum.error(rank))
                        .isCloseTo(each.told.get("errors").get(rank).doubleValue(), within(1e-6));
            }
        }
    }

    @Test
    void whatIsLostAtEachRankIsTheOptimum() throws IOException {
        for (Case each : cases()) {
            for (int rank = 1; rank < each.told.get("errors").size(); rank++) {
                double optimum = each.told.get("errors").get(rank).doubleValue();
                double lost = lost(each.module, rank);
                assertThat(lost)
                        .as("%s at rank %d", each.told.get("name"), rank)
                        .isCloseTo(optimum, within(1e-6 + 1e-4 * optimum));
            }
        }
    }

    /** Relative Frobenius error of an approximation, both multiplied out. */
    private static double lost(LoraModule module, int rank) {
        return Engine.call(() -> {
            try (Scope scope = new Scope()) {
                LoraModule less = Decomposition.of(module).truncated(PATH, LayerShape.of(module), rank);
                Tensor whole = WeightDelta.of(module);
                return (double) whole.sub(WeightDelta.of(less)).norm().item_float()
                        / whole.norm().item_float();
            }
        });
    }

    @Test
    void theValuesOfAWholeMatrixAreNumpys() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(GOLDEN.resolve("surgery.safetensors"))) {
            for (JsonNode told : golden().get("dense")) {
                HostTensor matrix = file.floats(told.get("name").textValue());
                FullModule module = new FullModule(PATH, Optional.of(matrix), Optional.empty());
                Spectrum spectrum = Engine.call(() -> {
                    try (Scope scope = new Scope()) {
                        return Decomposition.of(module).spectrum();
                    }
                });
                for (int i = 0; i < spectrum.size(); i++) {
                    assertThat(spectrum.values().get(i))
                            .isCloseTo(told.get("values").get(i).doubleValue(), within(1e-7 * spectrum.largest()));
                }
            }
        }
    }

    @Test
    void aWholeMatrixLosesWhatTheGeneralDecompositionLoses() {
        Engine.run(() -> {
            for (long[] size : new long[][] {{48, 90}, {90, 48}, {64, 64}}) {
                try (Scope scope = new Scope()) {
                    Tensor matrix = RandomSource.seeded(5)
                            .normal(size)
                            .div(torch.arange(new Scalar(1.0), new Scalar(size[1] + 1.0)));
                    double[] values =
                            Doubles.of(torch.svd(matrix.to(ScalarType.Double)).get1());
                    LayerShape shape = new LayerShape(List.of(size[0], size[1]));
                    for (int rank : new int[] {1, 3, 17, 40}) {
                        double tail = 0;
                        for (int i = rank; i < values.length; i++) {
                            tail += values[i] * values[i];
                        }
                        LoraModule less = Decomposition.of(matrix).truncated(PATH, shape, rank);
                        double lost = matrix.sub(WeightDelta.of(less)).norm().item_float();
                        System.out.println(shape + " at rank " + rank + ": " + lost + ", optimum " + Math.sqrt(tail));
                        assertThat(lost).isCloseTo(Math.sqrt(tail), within(1e-4 * Math.sqrt(tail)));
                    }
                }
            }
        });
    }

    @Test
    void aConvolutionKeepsItsKernelAndAZeroLayerItsPlace() {
        LoraModule zero = new LoraModule(
                "unet.mid_block.resnets.0.conv1",
                HostTensor.of(new float[2 * 3 * 9], 2, 3, 3, 3),
                HostTensor.of(new float[4 * 2], 4, 2, 1, 1),
                1);
        LoraModule less = Engine.call(() -> {
            try (Scope scope = new Scope()) {
                return Decomposition.of(zero).truncated(zero.path(), LayerShape.of(zero), 1);
            }
        });
        assertThat(less.down().shape()).containsExactly(1L, 3L, 3L, 3L);
        assertThat(less.up().shape()).containsExactly(4L, 1L, 1L, 1L);
        assertThat(less.down().values()).containsOnly(0);
        assertThat(less.scale()).isEqualTo(1);
    }

    @Test
    void ranksFollowFromEnergyAndRatio() {
        Spectrum spectrum = new Spectrum(List.of(4.0, 2.0, 1.0, 0.5, 0.0));
        assertThat(spectrum.energy()).isEqualTo(21.25);
        assertThat(spectrum.rankKeeping(0.9)).isEqualTo(2); // 20 / 21.25
        assertThat(spectrum.rankKeeping(0.95)).isEqualTo(3);
        assertThat(spectrum.rankKeeping(1)).isEqualTo(4);
        assertThat(spectrum.above(0.2)).isEqualTo(3);
        assertThat(new Spectrum(List.of(0.0)).rankKeeping(0.9)).isZero();
        assertThat(new Spectrum(List.of()).effectiveRank()).isZero();
    }
}
