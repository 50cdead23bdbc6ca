package dev.styleseal.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.BaseModel;
import dev.styleseal.TextToImage;
import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.weights.HostTensor;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** What a session that cannot begin leaves behind. */
class PaintingSessionTest {
    private static final Path REFERENCE = Path.of("src/test/resources/reference/sd1");
    private static final String FOREIGN = "text_encoder_2.text_projection";
    /** Any choice: where the fixed plan is in force nothing is merged. */
    private static final KernelPlan PLAN = new KernelPlan(Map.of(KernelCase.linear(1, 1, 1), Kernel.POINTWISE));

    @Test
    void aSealThatDoesNotFitGivesBackAllThatWasMergedForIt() {
        Seal fits = Seal.open(REFERENCE.resolve("lora/attn/kohya.safetensors"));
        List<AdapterModule> modules = new ArrayList<>(fits.modules().values());
        HostTensor one = HostTensor.of(new float[] {1}, 1, 1);
        modules.add(new LoraModule(FOREIGN, one, one, 1));
        Seal refused = Seal.of(modules, SealMetadata.none());
        try (BaseModel plain = BaseModel.open(REFERENCE.resolve("model"), Placement.REFERENCE);
                BaseModel merging = BaseModel.open(REFERENCE.resolve("model"), Placement.REFERENCE.with(PLAN))) {
            paint(merging, fits);
            refuse(plain, refused); // what is made once
            refuse(merging, refused);
            assertThat(leftByRefusal(merging, refused))
                    .as("native objects that wait for Java's collector")
                    .isEqualTo(leftByRefusal(plain, refused));
        }
    }

    /** Handles of the base's own tensors are left to the collector; counted while it does not run. */
    private static long leftByRefusal(BaseModel base, Seal seal) {
        long collections;
        long left;
        do {
            collections = collections();
            long before = Pointer.totalCount();
            refuse(base, seal);
            left = Pointer.totalCount() - before;
        } while (collections() != collections);
        return left;
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    private static void refuse(BaseModel base, Seal seal) {
        assertThatThrownBy(() -> paint(base, seal)).isInstanceOf(BadInput.class).hasMessageContaining(FOREIGN);
    }

    private static void paint(BaseModel base, Seal seal) {
        TextToImage.with(base)
                .seal(seal, 1)
                .prompt("a fox")
                .size(16, 16)
                .steps(1)
                .run();
    }
}
