package dev.styleseal.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.checkpoint.Checkpoint;
import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.LeftOut;
import dev.styleseal.checkpoint.Piece;
import dev.styleseal.checkpoint.PredictionType;
import dev.styleseal.checkpoint.Stated;
import dev.styleseal.error.BadInput;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.io.Reason;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.WeightFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What can be said of a base model, a diffusers folder or one file, from its configs and headers, without libtorch.
 *
 * @param folder its path
 * @param title what it is, for people, such as "Stable Diffusion 1"
 * @param networks those that have weights, in the order of model_index.json
 * @param architecture the UNet's most telling config values by their keys, and the scheduler's prediction type
 * @param oneFile what only a model in one file has
 */
public record ModelInspection(
        Path folder,
        String title,
        List<Network> networks,
        SortedMap<String, String> architecture,
        Optional<OneFile> oneFile) {
    /**
     * What a model in one file says of itself and holds beside its networks.
     *
     * @param prediction what its UNet predicts, and where it says so
     * @param zeroTerminalSnr whether its noise schedule ends in pure noise, and where it says so
     * @param leftOut tensors that no network needs
     * @param metadata texts of the file
     */
    public record OneFile(
            Optional<Stated<PredictionType>> prediction,
            Optional<Stated<Boolean>> zeroTerminalSnr,
            List<LeftOut> leftOut,
            SortedMap<String, String> metadata) {
        public OneFile {
            leftOut = List.copyOf(leftOut);
            metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        }
    }

    /**
     * One network of a model.
     *
     * @param name its folder, such as unet
     * @param type its class, such as UNet2DConditionModel
     * @param tensors how many there are
     * @param elements how many numbers, by how they are stored
     * @param bytes of all tensors
     * @param files that hold them
     */
    public record Network(
            String name, String type, int tensors, Map<DType, Long> elements, long bytes, List<Path> files) {
        public Network {
            elements = Collections.unmodifiableMap(new TreeMap<>(elements));
            files = List.copyOf(files);
        }

        /** How many numbers there are in all. */
        public long parameters() {
            return elements.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static final List<String> UNET_KEYS = List.of(
            "sample_size",
            "in_channels",
            "out_channels",
            "block_out_channels",
            "layers_per_block",
            "cross_attention_dim",
            "attention_head_dim",
            "use_linear_projection");

    public ModelInspection {
        networks = List.copyOf(networks);
        architecture = Collections.unmodifiableSortedMap(new TreeMap<>(architecture));
    }

    /** Whether the folder says that it is a diffusers model. */
    public static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve("model_index.json"));
    }

    /**
     * Looks into a model's folder; of its weights only the headers are read.
     *
     * @throws BadInput when a file is missing
     * @throws dev.styleseal.error.CorruptFile when a config or a header is damaged
     */
    public static ModelInspection of(Path folder) {
        ConfigFile index = ConfigFile.read(folder.resolve("model_index.json"));
        List<Network> networks = new ArrayList<>();
        for (Map.Entry<String, JsonNode> part : index.json().properties()) {
            Path inside = folder.resolve(part.getKey());
            if (part.getValue().isArray() && hasWeights(inside)) {
                networks.add(
                        network(inside, part.getKey(), part.getValue().path(1).asText()));
            }
        }
        SortedMap<String, String> architecture = architecture(folder);
        return new ModelInspection(
                folder,
                title(index.text("_class_name", "(unnamed)"), architecture),
                networks,
                architecture,
                Optional.empty());
    }

    /**
     * Looks into a model in one file; only its header is read.
     *
     * @throws BadInput when it is no base model, which the message names
     * @throws dev.styleseal.error.CorruptFile when it is damaged
     */
    public static ModelInspection ofFile(Path file) {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            List<Network> networks = checkpoint.components().stream()
                    .map(component -> network(checkpoint, component))
                    .toList();
            return new ModelInspection(
                    file,
                    checkpoint.architecture().title(),
                    networks,
                    architecture(checkpoint),
                    Optional.of(new OneFile(
                            checkpoint.prediction(),
                            checkpoint.zeroTerminalSnr(),
                            checkpoint.leftOut(),
                            new TreeMap<>(checkpoint.file().metadata()))));
        }
    }

    private static Network network(Checkpoint checkpoint, Component component) {
        Map<DType, Long> elements = new EnumMap<>(DType.class);
        long bytes = 0;
        for (Piece piece : checkpoint.pieces(component).values()) {
            DType dtype = piece.entry().dtype();
            elements.merge(dtype, piece.byteLength() / dtype.bytes(), Long::sum);
            bytes += piece.byteLength();
        }
        return new Network(
                component.folder(),
                checkpoint.modelIndex().path(component.folder()).path(1).asText(),
                checkpoint.pieces(component).size(),
                elements,
                bytes,
                List.of(checkpoint.file().path()));
    }

    private static SortedMap<String, String> architecture(Checkpoint checkpoint) {
        try {
            return telling(checkpoint.config(Component.UNET));
        } catch (BadInput e) { // the heads of unusual models are not in the file
            return new TreeMap<>();
        }
    }

    private static SortedMap<String, String> telling(JsonNode config) {
        SortedMap<String, String> values = new TreeMap<>();
        UNET_KEYS.stream()
                .filter(config::hasNonNull)
                .forEach(key -> values.put(key, config.get(key).toString()));
        return values;
    }

    private static boolean hasWeights(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().matches(".*\\.(safetensors|bin)"));
        } catch (IOException e) {
            throw new BadInput(
                    e, "Cannot look into {0}: {1}. Expected a folder that you may read.", folder, Reason.of(e));
        }
    }

    private static Network network(Path folder, String name, String type) {
        try (WeightFolder weights = WeightFolder.open(folder)) {
            Map<DType, Long> elements = new EnumMap<>(DType.class);
            long bytes = 0;
            for (TensorEntry entry : weights.entries().values()) {
                elements.merge(entry.dtype(), entry.elements(), Long::sum);
                bytes += entry.byteLength();
            }
            return new Network(name, type, weights.entries().size(), elements, bytes, weights.files());
        }
    }

    private static SortedMap<String, String> architecture(Path folder) {
        SortedMap<String, String> values = new TreeMap<>();
        Path unet = folder.resolve("unet").resolve("config.json");
        if (Files.exists(unet)) {
            values.putAll(telling(ConfigFile.read(unet).json()));
        }
        Path scheduler = folder.resolve("scheduler").resolve("scheduler_config.json");
        if (Files.exists(scheduler)) {
            values.put("prediction_type", ConfigFile.read(scheduler).text("prediction_type", "epsilon"));
        }
        return values;
    }

    /** Version 2 differs from 1 by linear projections around its transformers. */
    private static String title(String pipeline, Map<String, String> architecture) {
        return switch (pipeline) {
            case "StableDiffusionPipeline" ->
                !architecture.getOrDefault("use_linear_projection", "false").equals("true")
                        ? "Stable Diffusion 1"
                        : architecture.getOrDefault("prediction_type", "").equals("v_prediction")
                                ? "Stable Diffusion 2 (v-prediction)"
                                : "Stable Diffusion 2";
            case "StableDiffusionXLPipeline" -> "Stable Diffusion XL";
            default -> pipeline;
        };
    }
}
