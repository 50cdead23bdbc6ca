package dev.styleseal.clip;

import dev.styleseal.nn.Embedding;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The vectors of tokens, and behind them those of words that were learned apart. They stay two tables: the first is
 * large and shared by all models over the same base.
 *
 * @param own of the vocabulary
 * @param learned for the ids from the size of {@code own} on
 */
record TokenTable(Embedding own, Optional<Embedding> learned) {
    /** ids [B, T], int64, to [B, T, width]. */
    Tensor forward(Tensor ids) {
        if (learned.isEmpty()) {
            return own.forward(ids);
        }
        Tensor behind = ids.sub(new Scalar(size())).clamp_min(new Scalar(0));
        return torch.where(isLearned(ids).unsqueeze(-1), learned.get().forward(behind), own.forward(ordinary(ids)));
    }

    /** The ids with those of learned words, which are the highest but end no text, replaced by 0. */
    Tensor ordinary(Tensor ids) {
        return learned.isEmpty() ? ids : ids.masked_fill(isLearned(ids), new Scalar(0));
    }

    private Tensor isLearned(Tensor ids) {
        return ids.ge(new Scalar(size()));
    }

    private long size() {
        return own.weight().size(0);
    }
}
