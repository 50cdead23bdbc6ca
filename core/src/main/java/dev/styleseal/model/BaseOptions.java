package dev.styleseal.model;

import dev.styleseal.diffusion.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What to take from elsewhere when a base is opened, and what to know better than its files. Immutable.
 *
 * @param vae a file or folder with another VAE, in any naming
 * @param textEncoders files or folders with text encoders: those that the base lacks, in their order; one for each of the
 *     first if it lacks none
 * @param configs a diffusers folder whose configs and tokenizers describe a one-file model
 * @param prediction what the UNet predicts; empty to find out
 * @param zeroTerminalSnr whether the schedule ends in nothing but noise; empty to find out
 * @param averaged whether to take the moving average of the weights ({@code model_ema.}), where a file has both
 */
public record BaseOptions(
        Optional<Path> vae,
        List<Path> textEncoders,
        Optional<Path> configs,
        Optional<Prediction> prediction,
        Optional<Boolean> zeroTerminalSnr,
        boolean averaged) {
    /** Nothing from elsewhere. */
    public static final BaseOptions NONE =
            new BaseOptions(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    public BaseOptions {
        textEncoders = List.copyOf(textEncoders);
    }

    /** What was said of the weights without changing them; two bases that differ in it paint differently. */
    List<String> readings() {
        List<String> readings = new ArrayList<>();
        prediction.ifPresent(what -> readings.add("prediction " + what.label()));
        zeroTerminalSnr.ifPresent(zero -> readings.add("zero terminal SNR " + zero));
        return readings;
    }

    /** With another VAE. */
    public BaseOptions withVae(Path fileOrFolder) {
        return new BaseOptions(Optional.of(fileOrFolder), textEncoders, configs, prediction, zeroTerminalSnr, averaged);
    }

    /** With one more text encoder. */
    public BaseOptions withTextEncoder(Path fileOrFolder) {
        List<Path> more = new ArrayList<>(textEncoders);
        more.add(fileOrFolder);
        return new BaseOptions(vae, more, configs, prediction, zeroTerminalSnr, averaged);
    }

    /** With configs and tokenizers of a diffusers folder. */
    public BaseOptions withConfigs(Path folder) {
        return new BaseOptions(vae, textEncoders, Optional.of(folder), prediction, zeroTerminalSnr, averaged);
    }

    /** With what the UNet predicts. */
    public BaseOptions predicting(Prediction what) {
        return new BaseOptions(vae, textEncoders, configs, Optional.of(what), zeroTerminalSnr, averaged);
    }

    /** With or without a schedule that ends in nothing but noise. */
    public BaseOptions endingInNoise(boolean zeroSnr) {
        return new BaseOptions(vae, textEncoders, configs, prediction, Optional.of(zeroSnr), averaged);
    }

    /** With the moving average of the weights. */
    public BaseOptions withAverage() {
        return new BaseOptions(vae, textEncoders, configs, prediction, zeroTerminalSnr, true);
    }
}
