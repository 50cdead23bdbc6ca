package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.weights.WeightFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A diffusers folder to be converted. */
final class FolderModel implements ModelSource {
    private static final Set<String> WRITTEN =
            Set.of("scheduler", "tokenizer", "tokenizer_2", "unet", "vae", "text_encoder", "text_encoder_2");

    private final ConfigFolder configs;
    private final List<WeightFolder> open = new ArrayList<>();
    private final Map<Component, Map<String, ModelTensor>> tensors = new EnumMap<>(Component.class);
    private final LeftOutList leftOut = new LeftOutList();
    private final Architecture architecture;

    private FolderModel(Path folder) {
        configs = ConfigFolder.open(folder);
        try {
            for (Component component : Component.values()) {
                if (configs.modelIndex().path(component.folder()).path(1).isTextual()) {
                    tensors.put(component, read(folder, component));
                }
            }
            architecture = UNetDescription.architecture(unet());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        for (Map.Entry<String, JsonNode> part : configs.modelIndex().properties()) {
            if (part.getValue().path(1).isTextual() && !WRITTEN.contains(part.getKey())) {
                leftOut.add(Needless.NOT_OF_THE_MODEL, part.getKey());
            }
        }
    }

    /**
     * Opens the model.
     *
     * @throws BadInput when a file is missing, or there is no UNet
     * @throws dev.styleseal.error.CorruptFile when a file is damaged
     */
    static FolderModel open(Path folder) {
        return new FolderModel(folder);
    }

    private Map<String, ModelTensor> read(Path folder, Component component) {
        WeightFolder weights = WeightFolder.open(folder.resolve(component.folder()));
        open.add(weights);
        Map<String, ModelTensor> named = new LinkedHashMap<>();
        for (String stored : weights.entries().keySet()) {
            Optional<String> name = KnownNames.today(component, stored);
            if (name.isEmpty()) {
                leftOut.add(Needless.POSITIONS, stored);
                continue;
            }
            ModelTensor before = named.put(name.get(), ModelTensor.whole(weights.fileOf(stored), name.get(), stored));
            if (before != null) {
                throw Sections.twice(
                        weights.fileOf(stored).path(),
                        component,
                        before.piece().entry().name(),
                        stored);
            }
        }
        return named;
    }

    private Shapes unet() {
        Map<String, ModelTensor> unet = tensors.get(Component.UNET);
        if (unet == null) {
            throw new BadInput(
                    "Cannot convert {0}: its model_index.json names no unet. Expected a base model. Name another folder.",
                    path());
        }
        return ModelTensor.shapes(path(), unet);
    }

    @Override
    public Path path() {
        return configs.folder();
    }

    @Override
    public Architecture architecture() {
        return architecture;
    }

    @Override
    public Map<Component, Map<String, ModelTensor>> tensors() {
        return tensors;
    }

    @Override
    public ObjectNode config(Component component) {
        return configs.component(component);
    }

    @Override
    public Optional<Stated<PredictionType>> prediction() {
        return configs.prediction();
    }

    @Override
    public Optional<Stated<Boolean>> zeroTerminalSnr() {
        return configs.zeroTerminalSnr();
    }

    @Override
    public ObjectNode scheduler(PredictionType prediction, boolean zeroTerminalSnr) {
        return configs.scheduler(prediction, zeroTerminalSnr)
                .orElseGet(() -> Pipeline.scheduler(architecture, prediction, zeroTerminalSnr));
    }

    @Override
    public Optional<Path> tokenizers() {
        return Optional.of(configs.folder());
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public List<LeftOut> leftOut() {
        return leftOut.all();
    }

    @Override
    public void close() {
        open.forEach(WeightFolder::close);
    }
}
