package dev.styleseal.nn;

import java.util.List;

/** Decides, slot by slot, what joins a frozen layer. */
@FunctionalInterface
public interface LayerWrapper {
    /** Leaves every layer as it is. */
    LayerWrapper NONE = (slot, frozen) -> List.of();

    /** What is added to the layer's output, in this order; nothing leaves it plain. */
    List<Update> updates(LayerSlot slot, FrozenLayer frozen);
}
