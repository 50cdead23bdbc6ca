package dev.styleseal.cli.demo;

/** A way of painting a thing: with or without the seal, asked for the new style or for one that the base knows. */
enum View {
    BASE_NOTO,
    BASE_FLUENT,
    SEALED_FLUENT,
    SEALED_NOTO;

    String prompt(Thing thing) {
        return switch (this) {
            case BASE_FLUENT, SEALED_FLUENT -> thing.stylePrompt();
            case BASE_NOTO, SEALED_NOTO -> thing.knownPrompt();
        };
    }
}
