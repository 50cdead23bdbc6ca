package dev.styleseal.cli;

import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.error.BadInput;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.Refinements;
import dev.styleseal.generate.SourcePicture;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options about how pictures are painted, whatever they show. */
final class PaintingOptions {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "steps of the sampler; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "20")
    private int steps;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description = "way from noise to picture; dpmpp-2m-karras if it is not said")
    private @Nullable String sampler;

    @Option(
            names = "--guidance",
            paramLabel = "N",
            description = "how strongly words steer; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "7")
    private double guidance;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "in pixels; that of a picture painted over, else the base's own")
    private @Nullable String size;

    @Option(
            names = "--clip-skip",
            paramLabel = "N",
            description = "layer of the text encoders, 1 for the last; else the base's own")
    private @Nullable Integer clipSkip;

    /** Whether a size was said; else that of the settings means nothing. */
    boolean isSized() {
        return size != null;
    }

    /**
     * What was asked for. The base's own size is not known before it is read, and whatever else is wrong shall be said
     * sooner.
     *
     * @throws BadInput if a value cannot be
     */
    PaintSettings read(Refinements refinements, Optional<SourcePicture> source) {
        int[] sides = size == null ? new int[] {1, 1} : sides(size);
        return new PaintSettings(
                sides[0],
                sides[1],
                sampler == null ? refinements.schedule().usualSampler() : SamplerKind.named(sampler),
                steps,
                guidance,
                clipSkip == null ? OptionalInt.empty() : OptionalInt.of(clipSkip),
                refinements,
                source);
    }

    /** Width and height. */
    static int[] sides(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new BadInput(
                    "--size is \"{0}\". Expected width x height in pixels such as 512x768, or one side. Correct it.",
                    text);
        }
        int width = Integer.parseInt(matcher.group(1));
        return new int[] {width, matcher.group(2) == null ? width : Integer.parseInt(matcher.group(2))};
    }
}
