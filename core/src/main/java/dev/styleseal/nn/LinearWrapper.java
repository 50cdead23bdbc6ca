package dev.styleseal.nn;

/** Decides, slot by slot, whether a projection stays plain. */
@FunctionalInterface
public interface LinearWrapper {
    /** Leaves every projection as it is. */
    LinearWrapper NONE = (slot, base) -> base;

    Linear wrap(LinearSlot slot, Linear base);
}
