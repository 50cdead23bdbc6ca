package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.generate.BlockWeights;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.Leniency;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A seal as it is named on the command line: {@code FILE}, {@code FILE:weight}, {@code FILE:weight:blocks} or {@code
 * FILE:blocks}, blocks as in {@link BlockWeights}.
 *
 * @param file a file, or a PEFT folder
 * @param weight 1 if it is not said
 */
record SealArgument(Path file, double weight, BlockWeights blocks) {
    private static final Pattern LAST_COLON = Pattern.compile("(.+):([^:/\\\\]*)", Pattern.DOTALL);
    private static final Pattern NUMBER =
            Pattern.compile("(?i)[+-]?(?:\\d+[.,]?\\d*|[.,]\\d+)(?:e[+-]?\\d+)?|[+-]?(?:nan|inf|infinity)");

    /**
     * Splits at the last colons, and only before a number or weights of blocks, so that {@code C:\\seals\\fox.safetensors}
     * stays whole.
     *
     * @throws BadInput if a weight is none, or the file's name cannot be one
     */
    static SealArgument parse(String text) {
        Matcher blocks = LAST_COLON.matcher(text);
        if (blocks.matches() && blocks.group(2).contains("=") && !Files.exists(path(text))) {
            SealArgument rest = withWeight(blocks.group(1));
            return new SealArgument(rest.file, rest.weight, BlockWeights.parse(blocks.group(2)));
        }
        return withWeight(text);
    }

    private static SealArgument withWeight(String text) {
        Matcher matcher = LAST_COLON.matcher(text);
        if (!matcher.matches()) {
            return new SealArgument(path(text), 1, BlockWeights.none());
        }
        boolean number = NUMBER.matcher(matcher.group(2)).matches();
        boolean meant = number || (!Files.exists(path(text)) && Files.exists(path(matcher.group(1))));
        return meant
                ? new SealArgument(path(matcher.group(1)), weight(text, matcher.group(2)), BlockWeights.none())
                : new SealArgument(path(text), 1, BlockWeights.none());
    }

    private static double weight(String text, String word) {
        try {
            double weight = Double.parseDouble(word);
            if (Double.isFinite(weight)) {
                return weight;
            }
        } catch (NumberFormatException e) {
            throw wrong(text, word);
        }
        throw wrong(text, word);
    }

    private static BadInput wrong(String text, String word) {
        return new BadInput(
                "--seal {0} has the weight \"{1}\". Expected a number such as 0.8 behind the last colon, or none for 1. Correct it.",
                text, word);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadInput(
                    e,
                    "--seal is \"{0}\", which no file can be called. Expected FILE, FILE:weight or FILE:weight:blocks. Correct it.",
                    text);
        }
    }

    /** Reads the whole seal; errors as {@link WornSeal#open}. */
    WornSeal open() {
        return open(Leniency.STRICT);
    }

    /** Reads the seal; errors as {@link WornSeal#open}. */
    WornSeal open(Leniency leniency) {
        return WornSeal.open(BasePath.of(file), weight, blocks, leniency);
    }
}
