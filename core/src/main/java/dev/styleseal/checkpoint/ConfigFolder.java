package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.io.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A diffusers folder of which only the configs are taken.
 *
 * @param folder its path
 */
record ConfigFolder(Path folder) {
    private static final String INDEX = "model_index.json";
    private static final String RESCALED = "rescale_betas_zero_snr";

    /**
     * Takes a folder.
     *
     * @throws BadInput when it is none of a diffusers model
     */
    static ConfigFolder open(Path folder) {
        if (!Files.isRegularFile(folder.resolve(INDEX))) {
            throw new BadInput(
                    "Cannot take configs from {0}: it holds no model_index.json. Expected the folder of a diffusers model. "
                            + "Check the path.",
                    folder);
        }
        return new ConfigFolder(folder);
    }

    ObjectNode component(Component component) {
        return read(folder.resolve(component.folder()).resolve("config.json"));
    }

    ObjectNode modelIndex() {
        return read(folder.resolve(INDEX));
    }

    /** The scheduler's config with what is known better; nothing if the folder has none. */
    Optional<ObjectNode> scheduler(PredictionType prediction, boolean zeroTerminalSnr) {
        return scheduler().map(json -> {
            json.put("prediction_type", prediction.key());
            if (zeroTerminalSnr || json.has(RESCALED)) {
                json.put(RESCALED, zeroTerminalSnr);
            }
            return json;
        });
    }

    private Optional<ObjectNode> scheduler() {
        Path file = schedulerFile();
        return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
    }

    private Path schedulerFile() {
        return folder.resolve("scheduler").resolve("scheduler_config.json");
    }

    Optional<Stated<PredictionType>> prediction() {
        if (!Files.isRegularFile(schedulerFile())) {
            return Optional.empty();
        }
        String type = ConfigFile.read(schedulerFile()).text("prediction_type", PredictionType.EPSILON.key());
        for (PredictionType known : PredictionType.values()) {
            if (known.key().equals(type)) {
                return Optional.of(new Stated<>(known, said()));
            }
        }
        throw new CorruptFile(
                "{0} has prediction_type = {1}. Expected epsilon or v_prediction. Use a model that predicts one of these.",
                schedulerFile(), type);
    }

    Optional<Stated<Boolean>> zeroTerminalSnr() {
        return scheduler().map(json -> new Stated<>(json.path(RESCALED).booleanValue(), said()));
    }

    private Message said() {
        return Message.of("{0} says so", schedulerFile());
    }

    private static ObjectNode read(Path file) {
        return (ObjectNode) ConfigFile.read(file).json().deepCopy();
    }
}
