package dev.styleseal.cli;

import dev.styleseal.diffusion.Prediction;
import dev.styleseal.model.BaseOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to be taken from elsewhere, or known better, when the base is opened, as users write it.
 *
 * @param prediction auto, epsilon, v or sample
 * @param zeroTerminalSnr auto, on or off
 */
record BaseWishes(
        Optional<Path> vae,
        List<Path> textEncoders,
        Optional<Path> configs,
        String prediction,
        String zeroTerminalSnr,
        boolean averaged) {
    static final String AUTO = "auto";

    private static final Map<String, Optional<Prediction>> PREDICTIONS = new TreeMap<>(Map.of(
            AUTO,
            Optional.empty(),
            Prediction.EPSILON.label(),
            Optional.of(Prediction.EPSILON),
            Prediction.V.label(),
            Optional.of(Prediction.V),
            Prediction.SAMPLE.label(),
            Optional.of(Prediction.SAMPLE)));
    private static final Map<String, Optional<Boolean>> SWITCHES =
            new TreeMap<>(Map.of(AUTO, Optional.empty(), "on", Optional.of(true), "off", Optional.of(false)));

    /**
     * The same for the library.
     *
     * @throws dev.styleseal.error.BadInput if a word is not known
     */
    BaseOptions read() {
        return new BaseOptions(
                vae,
                textEncoders,
                configs,
                Choice.named("--prediction", prediction, PREDICTIONS),
                Choice.named("--zero-terminal-snr", zeroTerminalSnr, SWITCHES),
                averaged);
    }
}
