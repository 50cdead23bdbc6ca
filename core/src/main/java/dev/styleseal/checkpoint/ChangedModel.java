package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model some of whose weights are others. */
record ChangedModel(ModelSource model, WeightChange change) implements ModelSource {
    @Override
    public Map<Component, Map<String, ModelTensor>> tensors() {
        Map<Component, Map<String, ModelTensor>> tensors = new EnumMap<>(Component.class);
        model.tensors().forEach((component, named) -> {
            Map<String, ModelTensor> changed = new LinkedHashMap<>();
            named.forEach((name, tensor) -> changed.put(
                    name,
                    change.touches(component, name)
                            ? tensor.with(values -> change.changed(component, name, tensor.shape(), values))
                            : tensor));
            tensors.put(component, changed);
        });
        change.requirePlaced();
        return tensors;
    }

    @Override
    public Path path() {
        return model.path();
    }

    @Override
    public Architecture architecture() {
        return model.architecture();
    }

    @Override
    public ObjectNode config(Component component) {
        return model.config(component);
    }

    @Override
    public Optional<Stated<PredictionType>> prediction() {
        return model.prediction();
    }

    @Override
    public Optional<Stated<Boolean>> zeroTerminalSnr() {
        return model.zeroTerminalSnr();
    }

    @Override
    public ObjectNode scheduler(PredictionType prediction, boolean zeroTerminalSnr) {
        return model.scheduler(prediction, zeroTerminalSnr);
    }

    @Override
    public Optional<Path> tokenizers() {
        return model.tokenizers();
    }

    @Override
    public Map<String, String> metadata() {
        return model.metadata();
    }

    @Override
    public List<LeftOut> leftOut() {
        return model.leftOut();
    }

    @Override
    public void close() {
        model.close();
    }
}
