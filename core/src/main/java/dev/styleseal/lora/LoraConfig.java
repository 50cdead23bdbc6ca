package dev.styleseal.lora;

import dev.styleseal.error.BadInput;
import dev.styleseal.nn.LayerSlot;
import java.util.List;

/**
 * How large an adapter is, which layers it joins and how it acts.
 *
 * @param rank inner width of the update, 1 to 1024
 * @param alpha numerator of the scale, above 0
 * @param targets which layers
 * @param dropout share of an update's inputs that is zeroed in training, in [0, 1)
 * @param variant what sets it apart from plain LoRA
 */
public record LoraConfig(int rank, double alpha, LoraTargets targets, double dropout, LoraVariant variant) {
    public LoraConfig {
        new LoraSize(rank, alpha);
        if (!(dropout >= 0 && dropout < 1)) {
            throw new BadInput("LoRA dropout is {0}. Expected 0 to below 1. Leave it out for none.", dropout);
        }
    }

    /** Plain LoRA. */
    public LoraConfig(int rank, double alpha, LoraTargets targets, double dropout) {
        this(rank, alpha, targets, dropout, LoraVariant.PLAIN);
    }

    /** Rank and alpha for one layer. */
    LoraSize size(LayerSlot slot) {
        return variant.exceptions().entrySet().stream()
                .filter(exception -> LoraTargets.endsWith(slot.path(), exception.getKey()))
                .findFirst()
                .map(exception -> exception.getValue())
                .or(() -> variant.convolutions().filter(size -> slot.kernel() > 1))
                .orElseGet(() -> new LoraSize(rank, alpha));
    }

    /**
     * Refuses targets and sizes that speak of no layer.
     *
     * @param offered all layers of the model that could be joined
     * @throws BadInput naming what speaks of none, and what would
     */
    void requireMatches(List<LayerSlot> offered) {
        targets.requireMatches(offered);
        List<LayerSlot> joined =
                offered.stream().filter(slot -> targets.matches(slot.path())).toList();
        List<String> idle = variant.exceptions().keySet().stream()
                .filter(ending -> joined.stream().noneMatch(slot -> LoraTargets.endsWith(slot.path(), ending)))
                .toList();
        if (!idle.isEmpty()) {
            throw new BadInput(
                    "Ranks or alphas are given for {0}, but no layer that learns is called so. Expected ends of names such as {1}. Correct --rank-of and --alpha-of, or add them to --targets.",
                    idle, LoraTargets.lastNames(joined));
        }
        if (variant.convolutions().isPresent() && joined.stream().noneMatch(slot -> slot.kernel() > 1)) {
            throw new BadInput(
                    "A rank or alpha for convolutions is given, but the targets {0} hold none. Expected targets with convolutions, such as all+conv. Correct --targets, or leave out --conv-rank and --conv-alpha.",
                    targets.name());
        }
    }
}
