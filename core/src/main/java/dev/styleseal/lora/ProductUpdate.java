package dev.styleseal.lora;

import dev.styleseal.nn.Update;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** An update by a change that is no product of two thin matrices: {@code weight} times it on x. */
record ProductUpdate(Change change, double weight) implements Update {
    @Override
    public Tensor addTo(Tensor y, Tensor x) {
        return y.add(change.apply(x), new Scalar(weight));
    }

    @Override
    public boolean canMerge() {
        return true;
    }

    @Override
    public void mergeInto(Tensor merged) {
        merged.add_(change.product(), new Scalar(weight));
    }
}
