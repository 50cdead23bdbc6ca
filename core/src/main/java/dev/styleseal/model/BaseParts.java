package dev.styleseal.model;

import dev.styleseal.checkpoint.Architecture;
import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.Stated;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Message;
import dev.styleseal.io.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A base on disk, wherever its parts lie; nothing but configs was read.
 *
 * @param path that was asked for
 * @param architecture which published models it is like
 * @param index its model_index.json
 * @param networks all of them, two text encoders for SDXL
 * @param tokenizers by text encoder
 * @param schedule its scheduler_config.json; which keys are missing matters
 * @param prediction what its UNet predicts, if anything says so
 * @param zeroTerminalSnr whether its schedule ends in nothing but noise, if anything says so
 * @param sizeFollowsPrediction whether nothing but the prediction tells for which size of pictures it was made
 * @param averaged whether its weights are a moving average
 * @param remarks what a user should know of it
 */
record BaseParts(
        Path path,
        Architecture architecture,
        ConfigFile index,
        Map<Component, Part> networks,
        Map<Component, ClipTokenizer> tokenizers,
        ScheduleConfig schedule,
        Optional<Stated<Prediction>> prediction,
        Optional<Stated<Boolean>> zeroTerminalSnr,
        boolean sizeFollowsPrediction,
        boolean averaged,
        List<Message> remarks) {

    /**
     * Finds the parts.
     *
     * @throws dev.styleseal.error.BadInput if there is no model of a supported kind, or a part is missing
     * @throws dev.styleseal.error.CorruptFile if a file is damaged
     */
    static BaseParts find(Path path, BaseOptions options) {
        return Files.isRegularFile(path) ? FileParts.find(path, options) : FolderParts.find(path, options);
    }

    Part network(Component component) {
        return Objects.requireNonNull(networks.get(component));
    }

    ClipTokenizer tokenizer(Component component) {
        return Objects.requireNonNull(tokenizers.get(component));
    }
}
