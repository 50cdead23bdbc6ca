package dev.styleseal.lora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.MergedUpdates;
import dev.styleseal.nn.Update;
import dev.styleseal.nn.WeightForms;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Which updates are merged into weights, and how long; that they act the same is compared with peft and LyCORIS elsewhere. */
class MergingTest {
    private static final int SIDE = 64;
    private static final String PATH = "unet.layer";

    @Test
    void nothingIsMergedWithoutRoom() {
        assertThat(isMerged(4, Long.MAX_VALUE)).isTrue();
        assertThat(isMerged(4, (long) Float.BYTES * SIDE * SIDE)).isTrue();
        assertThat(isMerged(4, (long) Float.BYTES * SIDE * SIDE - 1)).isFalse();
        assertThat(isMerged(4, 0)).isFalse();
    }

    private static boolean isMerged(int rank, long room) {
        return isMerged(SIDE, rank, room);
    }

    private static boolean isMerged(int side, int rank, long room) {
        return Engine.call(() -> {
            try (Scope scope = new Scope();
                    LoraAdapter adapter =
                            LoraAdapter.frozen(Map.of(PATH, lora(side, rank)), path -> 1, Leniency.STRICT);
                    Merging merging = new Merging(room);
                    WeightForms forms = new WeightForms()) {
                Tensor weight = torch.randn(side, side);
                float[] before = Tensors.floats(weight);
                List<Update> updates = new ArrayList<>();
                LayerWrapper wrapper = (slot, frozen) -> {
                    updates.addAll(merging.of(frozen, adapter.updates(slot, frozen)));
                    return updates;
                };
                Layers.of("unet", Map.of("layer.weight", weight), Placement.REFERENCE, wrapper, forms)
                        .linearWithoutBias("layer", side, side)
                        .forward(torch.randn(2, side));
                assertThat(Tensors.floats(weight)).as("the base's own").isEqualTo(before);
                return updates.get(0) instanceof MergedUpdates;
            }
        });
    }

    private static LoraModule lora(int side, int rank) {
        return new LoraModule(PATH, random(rank, side), random(side, rank), rank);
    }

    private static HostTensor random(long rows, long columns) {
        Random random = new Random(rows);
        float[] values = new float[Math.toIntExact(rows * columns)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return HostTensor.of(values, rows, columns);
    }

    @Test
    void mergedWeightsAreFreed() {
        isMerged(1024, 512, Long.MAX_VALUE);
        long before = Pointer.physicalBytes();
        for (int round = 0; round < 100; round++) {
            assertThat(isMerged(1024, 512, Long.MAX_VALUE)).isTrue(); // a copy of 4 MB
        }
        assertThat(Pointer.physicalBytes() - before).isLessThan(200L << 20);
    }
}
