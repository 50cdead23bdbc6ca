package dev.styleseal.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory between blocks in use goes back to the system, where there is glibc's heap. */
class HeapHolesTest {
    private static final int BLOCKS = 600;
    private static final long MEGABYTE = 1L << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void holesBetweenBlocksInUseAreGivenBack() {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                HeapHoles.giveBack(); // whatever other tests left
                Tensor[] kept = new Tensor[BLOCKS / 10];
                long full = checkered(kept);
                HeapHoles.giveBack();
                assertThat(Pointer.physicalBytes()).isLessThan(full - BLOCKS / 2 * MEGABYTE);
                for (Tensor block : kept) {
                    assertThat(block.mean().item_double()).isEqualTo(1.0);
                }
            }
        });
    }

    /** Fills memory and frees nine blocks of ten; the rest lies between them. */
    private static long checkered(Tensor[] kept) {
        try (Scope scope = new Scope()) {
            for (int i = 0; i < BLOCKS; i++) {
                Tensor block = torch.ones(MEGABYTE / Float.BYTES);
                if (i % 10 == 0) {
                    kept[i / 10] = scope.keep(block);
                }
            }
            return Pointer.physicalBytes();
        }
    }
}
