package dev.styleseal.tensor;

import java.util.Arrays;
import java.util.Locale;

/** How the matrices of a base are kept in memory. */
public enum Weights {
    /** As is best for a base when it is read: {@link #FULL}, or {@link #STORED} where that would fill the memory. */
    AUTO,
    /** In the precision of the products, converted once. */
    FULL,
    /**
     * 16-bit matrices as the file has them, converted anew for every float32 product: the very same numbers in half the
     * memory, for some time.
     */
    STORED;

    /** What users call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What users call so; {@link Placement#choose} has checked that there is one. */
    static Weights named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
