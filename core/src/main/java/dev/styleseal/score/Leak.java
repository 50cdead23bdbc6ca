package dev.styleseal.score;

import java.util.OptionalDouble;

/**
 * What wearing a seal changes: where that is wanted, and where it is not.
 *
 * @param wanted for prompts that ask for what was learned
 * @param unwanted for prompts that ask for something else
 */
public record Leak(PictureChange wanted, PictureChange unwanted) {
    /** The unwanted change as a share of the wanted one; empty where nothing changes. */
    public OptionalDouble share() {
        return wanted.pixels() == 0 ? OptionalDouble.empty() : OptionalDouble.of(unwanted.pixels() / wanted.pixels());
    }
}
