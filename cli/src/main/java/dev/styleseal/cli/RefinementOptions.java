package dev.styleseal.cli;

import dev.styleseal.diffusion.ScheduleChoice;
import dev.styleseal.diffusion.SigmaCurve;
import dev.styleseal.diffusion.Spacing;
import dev.styleseal.generate.Refinements;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options about the way from noise to a picture that few people need; the base decides what is not said. */
final class RefinementOptions {
    @Option(
            names = "--sigmas",
            paramLabel = "NAME",
            description = "spread of noise levels: timesteps, karras, exponential, beta or ays")
    private @Nullable String sigmas;

    @Option(names = "--spacing", paramLabel = "NAME", description = "timesteps visited: leading, trailing or linspace")
    private @Nullable String spacing;

    @Option(
            names = "--guidance-rescale",
            paramLabel = "N",
            description = "0 to 1: against overexposure by strong guidance")
    private double guidanceRescale;

    @Option(
            names = "--tile-size",
            paramLabel = "N",
            description = "side in pixels of the VAE's tiles, 0 for none; 512 for large pictures")
    private @Nullable Integer tileSize;

    /**
     * What was asked for.
     *
     * @throws dev.styleseal.error.BadInput if a name is not known or a number out of range
     */
    Refinements read() {
        ScheduleChoice schedule = new ScheduleChoice(
                Optional.ofNullable(sigmas).map(SigmaCurve::named),
                Optional.ofNullable(spacing).map(Spacing::named),
                false);
        return new Refinements(
                schedule, guidanceRescale, tileSize == null ? OptionalInt.empty() : OptionalInt.of(tileSize));
    }
}
