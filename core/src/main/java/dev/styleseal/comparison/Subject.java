package dev.styleseal.comparison;

import dev.styleseal.generate.WornSeal;
import java.util.List;
import java.util.Optional;

/**
 * What is compared with others: the base with one seal at one weight, or alone.
 *
 * @param seal at its weight; none for the base alone
 */
public record Subject(Optional<WornSeal> seal) {
    /** The base alone. */
    public static final Subject BASE = new Subject(Optional.empty());

    static Subject of(WornSeal seal, double weight) {
        return new Subject(Optional.of(seal.weighing(weight)));
    }

    public boolean isBase() {
        return seal.isEmpty();
    }

    /** The seal's name, or "base". */
    public String name() {
        return seal.map(WornSeal::name).orElse("base");
    }

    /** 0 for the base. */
    public double weight() {
        return seal.map(WornSeal::weight).orElse(0.0);
    }

    List<WornSeal> worn() {
        return seal.stream().toList();
    }
}
