package dev.styleseal.train;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Where the text states of a batch come from: remembered, or computed anew because the text encoder learns. */
@FunctionalInterface
public interface TextConditions {
    /** Captions to [B, T, width], in the scope open at the call. */
    Tensor of(List<String> captions);
}
