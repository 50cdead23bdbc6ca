package dev.styleseal.generate;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.weights.SafetensorsFile;
import java.nio.file.Path;

/**
 * A seal and how strongly it acts.
 *
 * @param name for messages and metadata
 * @param weight 1 as trained, 0 not at all, below 0 against it
 * @param hash SHA-256 of the seal's values, 64 hexadecimal digits, or empty if it was never saved
 */
public record WornSeal(String name, Seal seal, double weight, String hash) {
    private static final String ENDING = ".safetensors";
    private static final double LARGEST_WEIGHT = 100;

    public WornSeal {
        if (!(Math.abs(weight) <= LARGEST_WEIGHT)) {
            throw new BadInput(
                    "The weight of seal {0} is {1}. Expected a number from -{2} to {2}; 0.6 to 1 is customary. Correct it behind the colon.",
                    name, weight, LARGEST_WEIGHT);
        }
    }

    /**
     * Reads a seal; its name is that of the file.
     *
     * @throws BadInput as {@link Seal#open}, or if the weight is out of range
     */
    public static WornSeal open(Path file, double weight) {
        Seal seal = Seal.open(file);
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            String name = String.valueOf(file.getFileName());
            String stem = name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
            return new WornSeal(stem, seal, weight, opened.dataSha256());
        }
    }
}
