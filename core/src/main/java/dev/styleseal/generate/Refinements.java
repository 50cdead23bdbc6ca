package dev.styleseal.generate;

import dev.styleseal.diffusion.ScheduleChoice;
import dev.styleseal.error.BadInput;
import java.util.OptionalInt;

/**
 * What few users ask for.
 *
 * @param schedule what to do otherwise than the model's scheduler_config.json says
 * @param guidanceRescale 0 to 1: how much of the prompt's own contrast to restore, against overexposure (Lin et al. 2023)
 * @param tileSize side in pixels of the tiles in which the VAE works, 0 for none; large pictures are tiled if it is not
 *     said
 */
public record Refinements(ScheduleChoice schedule, double guidanceRescale, OptionalInt tileSize) {
    /** The model's own ways. */
    public static final Refinements NONE = new Refinements(ScheduleChoice.NONE, 0, OptionalInt.empty());

    /** More pixels than SDXL's own pictures have are tiled: coded whole, they take many gigabytes. */
    private static final long MOST_WHOLE = 1024 * 1024;

    private static final int USUAL_TILE = 512;

    public Refinements {
        if (!(guidanceRescale >= 0 && guidanceRescale <= 1)) {
            throw new BadInput(
                    "The rescaling of guidance is {0}. Expected 0 (none) to 1; 0.7 is customary. Correct --guidance-rescale.",
                    guidanceRescale);
        }
    }

    /** The side of the VAE's tiles for a picture of this size, 0 for none. */
    public int tileFor(int width, int height) {
        return tileSize.orElse((long) width * height > MOST_WHOLE ? USUAL_TILE : 0);
    }
}
