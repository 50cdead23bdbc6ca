package dev.styleseal.benchmark;

import dev.styleseal.lora.LoraTargets;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.WeightForms;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.UNet;
import dev.styleseal.unet.UNetConfig;

/**
 * What one pass through a UNet takes, from its shapes alone.
 *
 * @param parameters values in the network without the LoRA
 * @param forward operations of the way through
 * @param backward operations of the way back; 0 if nothing learns
 */
public record NetworkCost(long parameters, double forward, double backward) {
    /**
     * A pass without a LoRA. Loads libtorch.
     *
     * @param prompts of each picture, which is computed once until the first is met
     */
    public static NetworkCost ofPainting(UNetConfig config, Extent extent, int prompts) {
        return of(config, extent, prompts, LoraTargets.named("all"), 0);
    }

    /** A pass there and back with a LoRA of that rank in {@code targets}. Loads libtorch. */
    public static NetworkCost ofTraining(UNetConfig config, Extent extent, LoraTargets targets, int rank) {
        return of(config, extent, 1, targets, rank);
    }

    private static NetworkCost of(UNetConfig config, Extent extent, int prompts, LoraTargets targets, int rank) {
        return Engine.call(() -> {
            try (Scope scope = new Scope()) {
                OutlineTensors outline = new OutlineTensors();
                OperationCount count =
                        new OperationCount(new LayerRows(extent, config.down().size()), prompts, targets, rank);
                new UNet(Layers.of("unet", outline, Placement.REFERENCE, count, new WeightForms()), config);
                return new NetworkCost(outline.values(), count.forward(), count.backward());
            }
        });
    }

    /** All operations of a pass. */
    public double operations() {
        return forward + backward;
    }
}
