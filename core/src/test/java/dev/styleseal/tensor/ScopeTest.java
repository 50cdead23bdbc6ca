package dev.styleseal.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void aKeptTensorOutlivesItsScopeAndDiesWithTheNext() {
        Engine.run(() -> {
            Tensor kept;
            Tensor dropped;
            try (Scope outer = new Scope()) {
                try (Scope inner = new Scope()) {
                    dropped = torch.ones(3);
                    kept = inner.keep(torch.ones(3));
                }
                assertThat(dropped.isNull()).isTrue();
                assertThat(kept.isNull()).isFalse();
                assertThat(kept.sum().item_float()).isEqualTo(3);
            }
            assertThat(kept.isNull()).isTrue();
        });
    }

    @Test
    void anOwnedTensorLivesUntilItIsReleased() {
        Engine.run(() -> {
            Tensor owned;
            try (Scope outer = new Scope();
                    Scope inner = new Scope()) {
                owned = Scope.own(torch.ones(3));
            }
            assertThat(owned.sum().item_float()).isEqualTo(3);
            Scope.release(owned);
            assertThat(owned.isNull()).isTrue();
        });
    }

    @Test
    void anElementOfAVectorCannotBeKept() {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                TensorVector vector = new TensorVector(torch.ones(3));
                assertThatThrownBy(() -> Scope.own(vector.get(0))).isInstanceOf(IllegalStateException.class);
            }
        });
    }
}
