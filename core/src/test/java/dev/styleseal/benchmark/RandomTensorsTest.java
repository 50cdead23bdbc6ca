package dev.styleseal.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.OutOfMemory;
import dev.styleseal.run.SystemMemory;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomTensorsTest {
    @TempDir
    private Path root;

    @Test
    void matricesFillTheRangeOfTheirFanInAndNoTwoRowsAreAlike() {
        Engine.run(() -> {
            try (RandomTensors tensors = new RandomTensors(Placement.REFERENCE, 0)) {
                float[] values = Tensors.floats(tensors.tensor("x.weight", 5000, 256)); // longer than one block
                float bound = 1 / 16f;
                float largest = 0;
                for (float value : values) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertThat(largest).isBetween(0.999f * bound, bound);
                assertThat(Arrays.copyOfRange(values, 0, 256))
                        .isNotEqualTo(Arrays.copyOfRange(values, 256, 512))
                        .isNotEqualTo(Arrays.copyOfRange(values, 4096 * 256, 4097 * 256));
                assertThat(values[values.length - 1]).isNotZero();
            }
        });
    }

    @Test
    void normsScaleByOneAndBiasesAreZero() {
        Engine.run(() -> {
            try (RandomTensors tensors = new RandomTensors(Placement.REFERENCE, 0)) {
                assertThat(Tensors.floats(tensors.tensor("norm.weight", 3))).containsOnly(1);
                assertThat(Tensors.floats(tensors.tensor("norm.bias", 3))).containsOnly(0);
            }
        });
    }

    @Test
    void typesAreThoseOfABaseThatWasRead() {
        Placement half = Placement.choose("cpu", "bf16");
        Engine.run(() -> {
            try (RandomTensors tensors = new RandomTensors(half, 0)) {
                assertThat(tensors.tensor("x.weight", 2, 2).scalar_type().intern())
                        .isEqualTo(ScalarType.BFloat16);
                assertThat(tensors.tensor("norm.weight", 2).scalar_type().intern())
                        .isEqualTo(ScalarType.Float);
            }
        });
    }

    @Test
    void aNameHasOneTensorAndItDiesWithItsOwner() {
        Engine.run(() -> {
            long before = Pointer.totalCount();
            RandomTensors tensors = new RandomTensors(Placement.REFERENCE, 0);
            Tensor first = tensors.tensor("x.weight", 20, 20);
            assertThat(tensors.tensor("x.weight", 20, 20)).isSameAs(first);
            tensors.close();
            assertThat(first.isNull()).isTrue();
            assertThat(Pointer.totalCount()).isEqualTo(before);
        });
    }

    @Test
    void weightsThatCannotFitAreRefusedBeforeAnyIsMade() throws Exception {
        Path proc = Files.createDirectories(root.resolve("proc"));
        Files.writeString(proc.resolve("meminfo"), "MemAvailable:    3000000 kB\n");
        assertThatThrownBy(() -> new RandomSpecimen(KnownShape.SD15, Placement.REFERENCE, new SystemMemory(root)))
                .isInstanceOf(OutOfMemory.class)
                .hasMessage(
                        "The weights of sd15 take 3.4 GB in float32, and 3.1 GB are free. Expected room for them and for the work. Close other programs, use --precision bf16, or a smaller --kind.");
        new RandomSpecimen(KnownShape.SD15, Placement.choose("cpu", "bf16"), new SystemMemory(root)).close();
    }
}
