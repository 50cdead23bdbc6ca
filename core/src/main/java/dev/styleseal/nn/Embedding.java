package dev.styleseal.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A table of vectors, weight [count, width]. */
public record Embedding(Tensor weight) {
    /** ids [..], int64, to [.., width]. */
    public Tensor forward(Tensor ids) {
        return torch.embedding(weight, ids).to(ScalarType.Float);
    }
}
