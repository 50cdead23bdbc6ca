package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.surgery.Truncation;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of each layer is kept. */
final class TruncationOptions {
    private static final Pattern BYTES = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(k|M|G|)B?");

    @Option(order = 20, names = "--rank", paramLabel = "N", description = "keep a rank of N in every layer")
    private @Nullable Integer rank;

    @Option(
            order = 21,
            names = "--energy",
            paramLabel = "SHARE",
            description = "keep this share of each layer's squared norm, such as 0.95")
    private @Nullable Double energy;

    @Option(
            order = 22,
            names = "--ratio",
            paramLabel = "N",
            description = "keep singular values above the layer's largest divided by N (kohya's sv_ratio)")
    private @Nullable Double ratio;

    /** What was asked for, and in words that go into the file. */
    record Wish(Truncation rule, Message words) {}

    /**
     * The rule, if one was asked for.
     *
     * @throws BadInput if there are several, or a number cannot be meant
     */
    Optional<Wish> read(Optional<Wish> other) {
        long said = Stream.of(rank, energy, ratio).filter(each -> each != null).count() + (other.isPresent() ? 1 : 0);
        if (said > 1) {
            throw new BadInput(
                    "Several rules say how much is kept. Expected one of --rank, --energy, --ratio and --bytes. Leave out the others.");
        }
        if (rank != null) {
            return Optional.of(new Wish(new Truncation.Rank(rank), Message.of("rank {0}", String.valueOf(rank))));
        }
        if (energy != null) {
            return Optional.of(
                    new Wish(new Truncation.Energy(energy), Message.of("{0} of the energy", String.valueOf(energy))));
        }
        if (ratio != null) {
            return Optional.of(new Wish(
                    new Truncation.Ratio(ratio), Message.of("singular values above 1/{0}", String.valueOf(ratio))));
        }
        return other;
    }

    /** Reads 500000, 800kB, 10MB or 1.5GB, in powers of ten. */
    static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text.strip());
        if (!matcher.matches()) {
            throw new BadInput(
                    "--bytes is \"{0}\". Expected a size such as 800kB, 10MB or 1.5GB, in powers of ten. Correct it.",
                    text);
        }
        double unit = switch (matcher.group(2)) {
            case "k" -> 1e3;
            case "M" -> 1e6;
            case "G" -> 1e9;
            default -> 1;
        };
        return (long) (Double.parseDouble(matcher.group(1)) * unit);
    }
}
