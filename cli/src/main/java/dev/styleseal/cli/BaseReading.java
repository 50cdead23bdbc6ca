package dev.styleseal.cli;

import dev.styleseal.checkpoint.PredictionType;
import dev.styleseal.checkpoint.WeightCopy;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a base model is read that is to be written again. */
final class BaseReading {
    /** What the UNet predicts. */
    enum Predicts {
        auto,
        epsilon,
        v
    }

    /** Whether the noise schedule ends in pure noise. */
    enum Switch {
        auto,
        on,
        off
    }

    @Option(
            order = 10,
            names = "--base-config",
            paramLabel = "DIR",
            description = "a diffusers folder whose configs and tokenizers go with the file")
    private @Nullable Path baseConfig;

    @Option(order = 11, names = "--ema", description = "read the averaged copy of the weights (EMA)")
    private boolean averaged;

    @Option(
            order = 12,
            names = "--prediction",
            paramLabel = "NAME",
            description = "what the UNet predicts: auto, epsilon or v; auto asks the file")
    private Predicts prediction = Predicts.auto;

    @Option(
            order = 13,
            names = "--zero-terminal-snr",
            paramLabel = "NAME",
            description = "auto, on or off; auto asks the file")
    private Switch zeroTerminalSnr = Switch.auto;

    /** Whether any of them was said. */
    boolean isSaid() {
        return baseConfig != null || averaged || prediction != Predicts.auto || zeroTerminalSnr != Switch.auto;
    }

    Optional<Path> configFolder() {
        return Optional.ofNullable(baseConfig);
    }

    WeightCopy copy() {
        return averaged ? WeightCopy.AVERAGED : WeightCopy.TRAINED;
    }

    Optional<PredictionType> prediction() {
        return switch (prediction) {
            case auto -> Optional.empty();
            case epsilon -> Optional.of(PredictionType.EPSILON);
            case v -> Optional.of(PredictionType.V_PREDICTION);
        };
    }

    Optional<Boolean> zeroTerminalSnr() {
        return switch (zeroTerminalSnr) {
            case auto -> Optional.empty();
            case on -> Optional.of(true);
            case off -> Optional.of(false);
        };
    }
}
