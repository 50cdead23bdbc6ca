package dev.styleseal.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.lora.Spectrum;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TruncationTest {
    private static final SortedMap<String, Truncation.Layer> LAYERS = new TreeMap<>(Map.of(
            "a", layer(10, 4, 2, 1, 0.5),
            "b", layer(1000, 4, 0.1),
            "zero", layer(10, 0, 0)));

    private static Truncation.Layer layer(long side, double... values) {
        return new Truncation.Layer(
                new LayerShape(List.of(side, side)),
                new Spectrum(Arrays.stream(values).boxed().toList()));
    }

    private static Map<String, Integer> ranks(Truncation.PerLayer rule) {
        Map<String, Integer> ranks = new TreeMap<>();
        LAYERS.forEach((path, layer) -> ranks.put(path, rule.rank(layer.spectrum())));
        return ranks;
    }

    @Test
    void aRankIsCutToWhatALayerHas() {
        assertThat(ranks(new Truncation.Rank(3))).isEqualTo(Map.of("a", 3, "b", 2, "zero", 2));
    }

    @Test
    void energyAndRatioLookAtEachLayerAlone() {
        assertThat(ranks(new Truncation.Energy(0.95))).isEqualTo(Map.of("a", 3, "b", 1, "zero", 1));
        assertThat(ranks(new Truncation.Energy(1))).isEqualTo(Map.of("a", 4, "b", 2, "zero", 1));
        assertThat(ranks(new Truncation.Ratio(5))).isEqualTo(Map.of("a", 3, "b", 1, "zero", 1));
    }

    @Test
    void bytesGoWhereTheyKeepMost() {
        assertThat(new Truncation.Bytes(100_000, 4, 0).ranks(LAYERS)).isEqualTo(Map.of("a", 4, "b", 2, "zero", 0));
        assertThat(new Truncation.Bytes(1000, 4, 300).ranks(LAYERS)).isEqualTo(Map.of("a", 3, "b", 0, "zero", 0));
        assertThat(new Truncation.Bytes(10_000, 4, 0).ranks(LAYERS)).isEqualTo(Map.of("a", 4, "b", 1, "zero", 0));
        assertThatThrownBy(() -> new Truncation.Bytes(300, 4, 200).ranks(LAYERS))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Not one layer fits into 300 bytes");
    }

    @Test
    void whatNoRuleCanMeanIsRefused() {
        assertThatThrownBy(() -> new Truncation.Rank(0)).hasMessageContaining("--rank is 0");
        assertThatThrownBy(() -> new Truncation.Energy(0)).hasMessageContaining("--energy is 0");
        assertThatThrownBy(() -> new Truncation.Energy(1.5)).hasMessageContaining("--energy is 1.5");
        assertThatThrownBy(() -> new Truncation.Ratio(1)).hasMessageContaining("--ratio is 1");
    }
}
