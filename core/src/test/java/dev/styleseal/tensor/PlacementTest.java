package dev.styleseal.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.styleseal.error.BadInput;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Where networks go and in which precision; each device is tried where it exists. */
class PlacementTest {
    @Test
    void theCpuComputesInFloat32UnlessAskedOtherwise() {
        Placement placement = Placement.choose("cpu", "auto");
        assertThat(placement.device()).isEqualTo("cpu");
        assertThat(placement.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(placement.description().text())
                .contains("libtorch on the CPU (as asked)", "float32 (gives the numbers of the reference)");
        assertThat(Placement.choose("cpu", "bf16").precision()).isEqualTo(Precision.BF16);
    }

    @Test
    void aNameThatIsNotKnownIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> Placement.choose("cpuu", "auto"))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("--device is cpuu", "auto, cpu, cuda, mps", "Did you mean cpu?");
        for (String wrong : List.of("cpu:1", "auto:1", "mps:0", "cuda:x", "")) {
            assertThatThrownBy(() -> Placement.choose(wrong, "auto"))
                    .as(wrong)
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("Expected one of auto, cpu, cuda, mps");
        }
        assertThatThrownBy(() -> Placement.choose("cpu", "fp17"))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("--precision is fp17", "auto, float32, bf16, fp16", "Did you mean fp16?");
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedAndSaysWhatIsMissing() {
        int cards = Engine.call(() -> torch.cuda_is_available() ? torch.cuda_device_count() : 0);
        assertThatThrownBy(() -> Placement.choose("cuda:" + cards, "auto"))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("There is no device cuda:" + cards, "libtorch sees " + cards, "-Dcuda");
        assumeTrue(Engine.call(() -> !torch.hasMPS()), "a Mac has mps");
        assertThatThrownBy(() -> Placement.choose("mps", "auto"))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("There is no device mps", "Apple");
    }
}
