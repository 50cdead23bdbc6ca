package dev.styleseal.checkpoint;

import dev.styleseal.weights.DType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to become of a base model.
 *
 * @param input a diffusers folder or a file
 * @param output a folder or file
 * @param form what to write
 * @param precision F32, F16 or BF16 for all numbers; empty keeps what each tensor has
 * @param configFolder as for {@link Checkpoint#open(Path, Optional, WeightCopy)}; for files
 * @param copy which copy of the weights is read; for files
 * @param prediction what the UNet predicts, when the user knows better than the model says
 * @param zeroTerminalSnr whether the noise schedule ends in pure noise, when the user knows better
 * @param overwrite whether a model that stands at {@code output} is replaced
 */
public record Conversion(
        Path input,
        Path output,
        Form form,
        Optional<DType> precision,
        Optional<Path> configFolder,
        WeightCopy copy,
        Optional<PredictionType> prediction,
        Optional<Boolean> zeroTerminalSnr,
        boolean overwrite) {
    /** To a place where nothing stands. */
    public Conversion(
            Path input,
            Path output,
            Form form,
            Optional<DType> precision,
            Optional<Path> configFolder,
            WeightCopy copy,
            Optional<PredictionType> prediction,
            Optional<Boolean> zeroTerminalSnr) {
        this(input, output, form, precision, configFolder, copy, prediction, zeroTerminalSnr, false);
    }

    /** The two forms that a base model has. */
    public enum Form {
        /** A diffusers folder. */
        FOLDER,
        /** One safetensors file in the original names. */
        FILE
    }
}
