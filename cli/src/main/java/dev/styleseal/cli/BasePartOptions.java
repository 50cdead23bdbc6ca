package dev.styleseal.cli;

import dev.styleseal.model.BaseOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options about parts of the base that come from elsewhere, and about what its files do not say. */
final class BasePartOptions {
    @Option(names = "--vae", paramLabel = "PATH", description = "file or folder of another VAE")
    private @Nullable Path vae;

    @Option(
            names = "--text-encoder",
            paramLabel = "PATH",
            description = "the same of a text encoder that the base lacks")
    private List<Path> textEncoders = new ArrayList<>();

    @Option(
            names = "--base-config",
            paramLabel = "DIR",
            description = "diffusers folder that describes an unusual file")
    private @Nullable Path configs;

    @Option(
            names = "--prediction",
            paramLabel = "NAME",
            description = "what the base predicts: auto, epsilon or v",
            defaultValue = BaseWishes.AUTO)
    private String prediction = BaseWishes.AUTO;

    @Option(
            names = "--zero-terminal-snr",
            paramLabel = "ON",
            description = "whether it begins in nothing but noise: auto, on or off",
            defaultValue = BaseWishes.AUTO)
    private String zeroTerminalSnr = BaseWishes.AUTO;

    @Option(names = "--ema", description = "take the moving average, where a file has both")
    private boolean averaged;

    /**
     * What was asked for.
     *
     * @throws dev.styleseal.error.BadInput if a word is not known
     */
    BaseOptions read() {
        return new BaseWishes(
                        Optional.ofNullable(vae),
                        textEncoders,
                        Optional.ofNullable(configs),
                        prediction,
                        zeroTerminalSnr,
                        averaged)
                .read();
    }
}
