package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A one-file model to be converted.
 *
 * @param checkpoint the model
 * @param tokenizers the folder that its configs are taken from, if one is
 */
record FileModel(Checkpoint checkpoint, Optional<Path> tokenizers) implements ModelSource {
    @Override
    public Path path() {
        return checkpoint.file().path();
    }

    @Override
    public Architecture architecture() {
        return checkpoint.architecture();
    }

    @Override
    public Map<Component, Map<String, ModelTensor>> tensors() {
        Map<Component, Map<String, ModelTensor>> tensors = new EnumMap<>(Component.class);
        for (Component component : checkpoint.components()) {
            Map<String, ModelTensor> named = new LinkedHashMap<>();
            checkpoint
                    .pieces(component)
                    .forEach((name, piece) -> named.put(name, new ModelTensor(checkpoint.file(), piece)));
            tensors.put(component, named);
        }
        return tensors;
    }

    @Override
    public ObjectNode config(Component component) {
        return checkpoint.config(component);
    }

    @Override
    public Optional<Stated<PredictionType>> prediction() {
        return checkpoint.prediction();
    }

    @Override
    public Optional<Stated<Boolean>> zeroTerminalSnr() {
        return checkpoint.zeroTerminalSnr();
    }

    @Override
    public ObjectNode scheduler(PredictionType prediction, boolean zeroTerminalSnr) {
        return checkpoint.schedulerConfig(prediction, zeroTerminalSnr);
    }

    @Override
    public Map<String, String> metadata() {
        return checkpoint.file().metadata();
    }

    @Override
    public List<LeftOut> leftOut() {
        return checkpoint.leftOut();
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}
