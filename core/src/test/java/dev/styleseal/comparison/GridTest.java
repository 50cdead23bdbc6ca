package dev.styleseal.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class GridTest {
    private static WornSeal seal(String name) {
        LoraModule module = new LoraModule(
                "unet.mid_block.attentions.0.proj_in",
                HostTensor.of(new float[4], 2, 2),
                HostTensor.of(new float[4], 2, 2),
                2);
        return new WornSeal(name, Seal.of(List.of(module), SealMetadata.none()), 1, "");
    }

    private static Grid grid(List<WornSeal> seals, List<Double> weights, List<String> prompts, List<Long> seeds) {
        return new Grid(seals, weights, prompts, List.of("n"), Optional.empty(), seeds);
    }

    @Test
    void baseComesFirstAndOnceWhateverTheWeights() {
        Grid grid = grid(
                List.of(seal("a"), seal("b")), List.of(0.0, 0.5, 1.0, 0.5, -0.0), List.of("x", "y"), List.of(3L, 1L));
        assertThat(grid.subjects()).extracting(Subject::name).containsExactly("base", "a", "a", "b", "b");
        assertThat(grid.subjects()).extracting(Subject::weight).containsExactly(0.0, 0.5, 1.0, 0.5, 1.0);
        assertThat(grid.picturesEach()).isEqualTo(6);
        assertThat(grid.jobs()).extracting(PaintJob::prompt).containsExactly("x", "x", "y", "y", "n", "n");
        assertThat(grid.jobs()).extracting(PaintJob::seed).containsExactly(3L, 1L, 3L, 1L, 3L, 1L);
    }

    @Test
    void whatIsMissingOrThereTwiceIsNamed() {
        List<WornSeal> seals = List.of(seal("a"));
        assertThatThrownBy(() -> grid(List.of(), List.of(1.0), List.of("x"), List.of(1L)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("There is no seal to compare");
        assertThatThrownBy(() -> grid(seals, List.of(), List.of("x"), List.of(1L)))
                .hasMessageContaining("There is no weight to compare");
        assertThatThrownBy(() -> grid(seals, List.of(1.0), List.of(), List.of(1L)))
                .hasMessageContaining("There is no prompt to compare");
        assertThatThrownBy(() -> grid(seals, List.of(1.0), List.of("x"), List.of()))
                .hasMessageContaining("There is no seed to compare");
        assertThatThrownBy(() -> grid(List.of(seal("a"), seal("a")), List.of(1.0), List.of("x"), List.of(1L)))
                .hasMessageContaining("--seal names a twice");
    }

    private static Compared compared(Subject subject, Double... losses) {
        HeldOutComparison heldOut = new HeldOutComparison(List.of(losses), List.of(losses));
        return new Compared(
                subject,
                List.of(),
                List.of(),
                new Scores(
                        Optional.of(heldOut),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        0,
                        Optional.empty(),
                        OptionalDouble.empty()));
    }

    @Test
    void differencesThatMayBeZeroAreNoise() {
        Grid grid = grid(List.of(seal("a"), seal("b")), List.of(1.0), List.of("x"), List.of(1L));
        List<Compared> all = new ArrayList<>();
        all.add(compared(grid.subjects().get(0), 0.30, 0.31, 0.29, 0.33)); // worse on every picture
        all.add(compared(grid.subjects().get(1), 0.20, 0.21, 0.19, 0.23));
        all.add(compared(grid.subjects().get(2), 0.22, 0.20, 0.21, 0.22)); // better on some
        GridResult result = new GridResult(grid, all, Optional.empty());
        assertThat(result.lowest()).hasValue(all.get(1));
        assertThat(result.isWithinNoise(all.get(0))).isFalse();
        assertThat(result.isWithinNoise(all.get(1))).isTrue();
        assertThat(result.isWithinNoise(all.get(2))).isTrue();
    }
}
