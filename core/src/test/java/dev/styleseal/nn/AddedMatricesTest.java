package dev.styleseal.nn;

import dev.styleseal.Comparison;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What adapters of any rank add to a projection, forward and back, against the same by libtorch's plain layers. */
class AddedMatricesTest {
    private static final double BAR = 5e-6;
    private static final double SCALE = 0.7;

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 15, 16, 40})
    void narrowAndWideMatricesAddTheSame(int rank) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    WeightForms forms = new WeightForms()) {
                Tensor y = torch.randn(33, 24);
                Tensor weights = torch.randn(33, 24);
                Pair ours = new Pair(rank);
                Pair theirs = ours.twin();
                FrozenLayer layer =
                        new DenseLinear(torch.randn(24, 48), new TensorOptional(), Placement.REFERENCE, forms);
                Tensor hidden = torch.linear(theirs.x, theirs.a);
                Tensor expected = y.add(torch.linear(hidden, theirs.b), new Scalar(SCALE));
                Tensor added = layer.addMixed(y.clone(), ours.b, layer.apply(ours.a, ours.x), SCALE);
                compare("sum", added, expected);
                compare("mixed", layer.mixed(ours.b, layer.apply(ours.a, ours.x)), torch.linear(hidden, theirs.b));
                added.mul(weights).sum().backward();
                expected.mul(weights).sum().backward();
                compare("gradient of x", ours.x.grad(), theirs.x.grad());
                compare("gradient of A", ours.a.grad(), theirs.a.grad());
                compare("gradient of B", ours.b.grad(), theirs.b.grad());
            }
        });
    }

    private static void compare(String what, Tensor ours, Tensor theirs) {
        Comparison.require(what, BAR, Tensors.floats(ours), Tensors.floats(theirs));
    }

    private record Pair(Tensor x, Tensor a, Tensor b) {
        Pair(int rank) {
            this(learns(torch.randn(33, 48)), learns(torch.randn(rank, 48)), learns(torch.randn(24, rank)));
        }

        Pair twin() {
            return new Pair(
                    learns(x.detach().clone()),
                    learns(a.detach().clone()),
                    learns(b.detach().clone()));
        }

        private static Tensor learns(Tensor tensor) {
            return tensor.set_requires_grad(true);
        }
    }
}
