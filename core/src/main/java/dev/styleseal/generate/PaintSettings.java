package dev.styleseal.generate;

import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.error.BadInput;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How pictures are painted, whatever they show.
 *
 * @param width in pixels, a multiple of the VAE's factor
 * @param height in pixels, a multiple of the VAE's factor
 * @param sampler the way from noise to latents
 * @param steps of the sampler, at least 1
 * @param guidance how strongly the prompt steers; 1 or less not at all
 * @param clipSkip as users count it, 1 for the last layer of the text encoders; empty for the one the base was trained
 *     with
 * @param refinements what few users ask for
 * @param source the picture that is painted over, if any; it is scaled and cut to the size
 */
public record PaintSettings(
        int width,
        int height,
        SamplerKind sampler,
        int steps,
        double guidance,
        OptionalInt clipSkip,
        Refinements refinements,
        Optional<SourcePicture> source) {
    private static final int LARGEST_SIDE = 8192;

    public PaintSettings {
        if (width < 1 || height < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw new BadInput(
                    "The size is {0}x{1}. Expected sides of 1 to {2} pixels. Correct --size.",
                    width, height, LARGEST_SIDE);
        }
        if (steps < 1) {
            throw new BadInput(
                    "The number of steps is {0}. Expected at least 1; 20 is a good start. Correct --steps.", steps);
        }
        if (!Double.isFinite(guidance) || guidance < 0) {
            throw new BadInput(
                    "Guidance is {0}. Expected 0 or more; 3 to 8 is customary. Correct --guidance.", guidance);
        }
        refinements.schedule().requireFits(sampler);
    }

    /** Pictures from noise alone, in the model's own ways. */
    public PaintSettings(int width, int height, SamplerKind sampler, int steps, double guidance, OptionalInt clipSkip) {
        this(width, height, sampler, steps, guidance, clipSkip, Refinements.NONE, Optional.empty());
    }

    /** These settings for pictures of another size. */
    public PaintSettings sized(int pixelsWide, int pixelsHigh) {
        return new PaintSettings(pixelsWide, pixelsHigh, sampler, steps, guidance, clipSkip, refinements, source);
    }

    /** The source, scaled and cut to the size. */
    Optional<SourcePicture> fittedSource() {
        return source.map(picture -> picture.fitted(width, height));
    }

    /** The side of the VAE's tiles, 0 for none. */
    int tile() {
        return refinements.tileFor(width, height);
    }

    /** Refuses sides that no latent corresponds to. */
    void requireMultipleOf(int factor) {
        if (width % factor != 0 || height % factor != 0) {
            throw new BadInput(
                    "The size {0}x{1} does not fit this base. Expected sides that are multiples of {2}, such as {3}x{4}. Correct --size.",
                    width,
                    height,
                    factor,
                    Math.max(factor, Math.round((float) width / factor) * factor),
                    Math.max(factor, Math.round((float) height / factor) * factor));
        }
    }
}
