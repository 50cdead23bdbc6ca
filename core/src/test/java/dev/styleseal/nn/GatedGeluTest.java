package dev.styleseal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** Values times GELU of gates, forward and back, against what libtorch records of the same. */
class GatedGeluTest {
    @Test
    void valuesAndGradientsAreThoseOfLibtorch() {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                Tensor x = torch.randn(2, 5, 12);
                Tensor weights = torch.randn(2, 5, 6);
                Tensor ours = x.clone().set_requires_grad(true);
                Tensor theirs = x.clone().set_requires_grad(true);
                Tensor gated = GatedGelu.of(ours);
                Tensor expected = theirs.narrow(-1, 0, 6).mul(torch.gelu(theirs.narrow(-1, 6, 6)));
                assertThat(Tensors.floats(gated)).isEqualTo(Tensors.floats(expected));
                gated.mul(weights).sum().backward();
                expected.mul(weights).sum().backward();
                assertThat(Tensors.floats(ours.grad())).isEqualTo(Tensors.floats(theirs.grad()));
                assertThat(Tensors.floats(GatedGelu.of(x)))
                        .as("where nothing learns")
                        .isEqualTo(Tensors.floats(expected));
            }
        });
    }

    @Test
    void whatIsRememberedIsFreedWhetherOrNotAnyoneGoesBack() {
        Engine.run(() -> {
            round(true);
            round(false);
            long before = Pointer.physicalBytes();
            for (int i = 0; i < 20; i++) {
                round(i % 2 == 0); // remembers 16 MB
            }
            assertThat(Pointer.physicalBytes() - before).isLessThan(100L << 20);
        });
    }

    private static void round(boolean back) {
        try (Scope scope = new Scope()) {
            Tensor gated = GatedGelu.of(torch.randn(2048, 2048).set_requires_grad(true));
            if (back) {
                gated.sum().backward();
            } else {
                Layers.forgetPasses();
            }
        }
    }
}
