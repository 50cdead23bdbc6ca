package dev.styleseal.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Case;
import dev.styleseal.Comparison;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The same seed draws the same numbers as a CPU generator in Python. */
class RandomSourceTest {
    private static final double NORMAL_BAR = 2e-6;
    private static final long HIGH = 1000; // bound of the whole numbers in the cases

    @Test
    void everySeedDrawsThePythonNumbers() {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    Case theirs = Case.open("rng.safetensors")) {
                for (String name : theirs.names()) {
                    compare(name, theirs);
                }
            }
        });
    }

    private static void compare(String name, Case theirs) {
        RandomSource random = RandomSource.seeded(Long.parseLong(name.split("\\.", -1)[1]));
        long[] shape = theirs.shape(name);
        switch (name.substring(0, name.indexOf('.'))) {
            case "randn" -> Comparison.require(name, NORMAL_BAR, random.normal(shape), theirs, name);
            case "rand" -> Comparison.require(name, 0, random.uniform(shape), theirs, name);
            case "randint" -> {
                long[] expected = theirs.longs(name);
                assertThat(Arrays.stream(expected).max().orElseThrow()).isLessThan(HIGH);
                Comparison.requireEqual(name, Tensors.longs(random.integers(HIGH, shape)), expected);
            }
            case "randperm" ->
                Comparison.requireEqual(name, Tensors.longs(random.permutation(shape[0])), theirs.longs(name));
            default -> throw new AssertionError("nothing compares " + name);
        }
    }

    @Test
    void placesHaveStreamsOfTheirOwn() {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                Tensor first = RandomSource.at(1, 2, 3).normal(16);
                assertThat(Tensors.floats(RandomSource.at(1, 2, 3).normal(16))).isEqualTo(Tensors.floats(first));
                assertThat(Tensors.floats(RandomSource.at(1, 3, 2).normal(16))).isNotEqualTo(Tensors.floats(first));
                assertThat(Tensors.floats(RandomSource.at(2, 2, 3).normal(16))).isNotEqualTo(Tensors.floats(first));
            }
        });
    }
}
