package dev.styleseal.lora;

/** What happens to the parts of an adapter that cannot be used or find no place in a base. */
public enum Leniency {
    /** They are listed, and the adapter is refused. */
    STRICT,
    /** They are left out, counted and told. */
    LENIENT
}
