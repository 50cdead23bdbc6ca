package dev.styleseal.lora;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What sets an adapter apart from plain LoRA.
 *
 * @param scaling what alpha is divided by
 * @param dora whether the length of each row of the weight is learnt apart from its direction (Liu et al. 2024, "DoRA",
 *     section 4)
 * @param convolutions size for convolutions with a kernel larger than 1x1, if not that of all
 * @param exceptions sizes by ends of names; the first that fits a layer counts
 */
public record LoraVariant(
        Scaling scaling, boolean dora, Optional<LoraSize> convolutions, Map<String, LoraSize> exceptions) {
    /** Plain LoRA. */
    public static final LoraVariant PLAIN = new LoraVariant(Scaling.BY_RANK, false, Optional.empty(), Map.of());

    /** What alpha is divided by. */
    public enum Scaling {
        /** alpha / rank (Hu et al. 2021, section 4.1). */
        BY_RANK,
        /** alpha / sqrt(rank), so that high ranks learn as fast (Kalajdzievski 2023, "rsLoRA", theorem 3.2). */
        BY_ROOT_OF_RANK;

        /** The alpha which, divided by the rank, gives the scale: the form in which files keep it. */
        double portableAlpha(LoraSize size) {
            return this == BY_RANK ? size.alpha() : size.alpha() * Math.sqrt(size.rank());
        }
    }

    public LoraVariant {
        exceptions = Collections.unmodifiableMap(new LinkedHashMap<>(exceptions));
    }
}
