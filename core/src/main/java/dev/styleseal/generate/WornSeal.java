package dev.styleseal.generate;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFiles;
import dev.styleseal.lora.Leniency;
import java.nio.file.Path;

/**
 * A seal and how strongly it acts.
 *
 * @param name for messages and metadata
 * @param weight 1 as trained, 0 not at all, below 0 against it
 * @param blocks factors on that weight for parts of the base
 * @param hash SHA-256 of the seal's values, 64 hexadecimal digits, or empty if it was never saved
 * @param leniency whether layers that the base does not have may be left out
 */
public record WornSeal(String name, Seal seal, double weight, BlockWeights blocks, String hash, Leniency leniency) {
    private static final double LARGEST_WEIGHT = 100;

    public WornSeal {
        if (!(Math.abs(weight) <= LARGEST_WEIGHT)) {
            throw new BadInput(
                    "The weight of seal {0} is {1}. Expected a number from -{2} to {2}; 0.6 to 1 is customary. Correct it behind the colon.",
                    name, weight, LARGEST_WEIGHT);
        }
        blocks.requireIn(seal.modules().keySet(), name);
    }

    /** A seal whose layers must all have a place in the base. */
    public WornSeal(String name, Seal seal, double weight, BlockWeights blocks, String hash) {
        this(name, seal, weight, blocks, hash, Leniency.STRICT);
    }

    /** A seal that acts alike everywhere. */
    public WornSeal(String name, Seal seal, double weight, String hash) {
        this(name, seal, weight, BlockWeights.none(), hash);
    }

    /** The same seal at another weight; errors as the constructor. */
    public WornSeal weighing(double other) {
        return new WornSeal(name, seal, other, blocks, hash, leniency);
    }

    /** How often the update of one layer counts. */
    public double weight(String path) {
        return weight * blocks.of(path);
    }

    /** As {@link #open(Path, double, BlockWeights, Leniency)}, strictly. */
    public static WornSeal open(Path file, double weight, BlockWeights blocks) {
        return open(file, weight, blocks, Leniency.STRICT);
    }

    /**
     * Reads a seal; its name is that of the file or folder.
     *
     * @throws BadInput as {@link Seal#open}, if the weight is out of range, or the seal has nothing in a part
     */
    public static WornSeal open(Path file, double weight, BlockWeights blocks, Leniency leniency) {
        return new WornSeal(
                SealFiles.name(file),
                Seal.open(file, leniency),
                weight,
                blocks,
                SealFiles.of(file).dataSha256(),
                leniency);
    }
}
