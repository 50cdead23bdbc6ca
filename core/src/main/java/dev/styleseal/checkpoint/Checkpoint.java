package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A base model in one file, seen as the components that a diffusers folder would have. The file stays open until {@link
 * #close}; only its header was read. May be shared between threads.
 */
public final class Checkpoint implements AutoCloseable {
    /** What a number of a network may be stored as. */
    private static final Set<DType> NUMBERS = Set.of(DType.F32, DType.F16, DType.BF16, DType.F64);

    private final TensorFile file;
    private final Map<Component, Map<String, Piece>> pieces;
    private final List<LeftOut> leftOut;
    private final Architecture architecture;
    private final Optional<ConfigFolder> configs;

    private Checkpoint(
            TensorFile file,
            Map<Component, Map<String, Piece>> pieces,
            List<LeftOut> leftOut,
            Architecture architecture,
            Optional<ConfigFolder> configs) {
        this.file = file;
        this.pieces = pieces;
        this.leftOut = leftOut;
        this.architecture = architecture;
        this.configs = configs;
    }

    /** {@link #open(Path, Optional, WeightCopy)} with the trained weights and configs from shapes alone. */
    public static Checkpoint open(Path file) {
        return open(file, Optional.empty(), WeightCopy.TRAINED);
    }

    /**
     * Opens a base model. It has a UNet; its VAE and text encoders may be missing.
     *
     * @param configFolder a diffusers folder whose config.json files, scheduler and model_index.json are taken instead of
     *     what shapes and published models say, for checkpoints whose head counts are unusual
     * @throws BadInput when the file cannot be read or is something else, which the message names: another architecture,
     *     an inpainting model, an adapter, a VAE alone, quantised weights
     * @throws CorruptFile when the file is damaged, tensors are missing, or one tensor is there under two names
     */
    public static Checkpoint open(Path file, Optional<Path> configFolder, WeightCopy copy) {
        TensorFile opened = Recognition.open(file);
        try {
            return of(opened, configFolder.map(ConfigFolder::open), copy);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Checkpoint of(TensorFile file, Optional<ConfigFolder> configs, WeightCopy copy) {
        Recognition.requireBase(file);
        LeftOutList leftOut = new LeftOutList();
        Sections sections = Sections.of(file.path(), AveragedCopy.chosen(file, copy, leftOut));
        Map<Component, Map<String, Piece>> pieces = new EnumMap<>(Component.class);
        sections.found().forEach((component, section) -> pieces.put(component, section.pieces(file.path(), leftOut)));
        sections.outside().forEach(name -> leftOut.add(Needless.outside(name), name));
        if (!pieces.containsKey(Component.UNET)) {
            throw Recognition.withoutUNet(file.path(), pieces.keySet());
        }
        pieces.values().forEach(component -> requireNumbers(file.path(), component));
        Architecture architecture = UNetDescription.architecture(Shapes.of(file.path(), pieces.get(Component.UNET)));
        return new Checkpoint(file, pieces, leftOut.all(), architecture, configs);
    }

    /**
     * Opens one component out of a file: a whole checkpoint, or that component alone, in original names with or without
     * prefix or in diffusers' names. The others are not looked at, {@link #components} is that one.
     *
     * @param architecture the base it is for, which decides what shapes cannot tell, such as the scale of latents
     * @throws BadInput when the file cannot be read or has no such component
     * @throws CorruptFile when the file is damaged
     */
    public static Checkpoint part(Path file, Component component, Architecture architecture) {
        TensorFile opened = Recognition.open(file);
        try {
            LeftOutList leftOut = new LeftOutList();
            Section section = Sections.of(file, opened.entries())
                    .of(component)
                    .orElseThrow(() -> Recognition.without(opened, component));
            Map<String, Piece> pieces = section.pieces(file, leftOut);
            requireNumbers(file, pieces);
            return new Checkpoint(opened, Map.of(component, pieces), leftOut.all(), architecture, Optional.empty());
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static void requireNumbers(Path file, Map<String, Piece> pieces) {
        for (Piece piece : pieces.values()) {
            TensorEntry entry = piece.entry();
            if (!NUMBERS.contains(entry.dtype())) {
                throw new BadInput(
                        "Cannot use {0}: tensor {1} is stored as {2}. Expected one of F32, F16, BF16, F64. Use a version of "
                                + "the model that is not quantised.",
                        file, entry.name(), entry.dtype());
            }
        }
    }

    /** Whether names are those of a base model in one file, or of a UNet alone, in the original names. */
    public static boolean isOriginal(Set<String> names) {
        return names.stream()
                .anyMatch(name -> name.startsWith("model.diffusion_model.") || name.equals("input_blocks.0.0.weight"));
    }

    /** The open file, from which the pieces are read. */
    public TensorFile file() {
        return file;
    }

    public Architecture architecture() {
        return architecture;
    }

    /** What the UNet predicts, if metadata or keys of the file (or the config folder) say so. */
    public Optional<Stated<PredictionType>> prediction() {
        return configs.flatMap(ConfigFolder::prediction)
                .or(() -> new Statements(file.entries().keySet(), file.metadata()).prediction(architecture));
    }

    /** Whether the noise schedule ends in pure noise (zero terminal SNR), if the file says so. */
    public Optional<Stated<Boolean>> zeroTerminalSnr() {
        return configs.flatMap(ConfigFolder::zeroTerminalSnr)
                .or(() -> new Statements(file.entries().keySet(), file.metadata()).zeroTerminalSnr());
    }

    /** The components that the file holds. */
    public Set<Component> components() {
        return Collections.unmodifiableSet(pieces.keySet());
    }

    /**
     * The tensors of a component by today's names of diffusers, complete with respect to the file: what is missing or
     * surplus there is for the networks to say.
     *
     * @throws IllegalArgumentException when the file does not hold it
     */
    public Map<String, Piece> pieces(Component component) {
        return Collections.unmodifiableMap(requireThere(component));
    }

    private Map<String, Piece> requireThere(Component component) {
        Map<String, Piece> found = pieces.get(component);
        if (found == null) {
            throw new IllegalArgumentException(file.path() + " has no " + component.folder());
        }
        return found;
    }

    /**
     * The config.json that diffusers would have for a component, or that of the config folder. A fresh copy.
     *
     * @throws BadInput when neither shapes nor published models tell it, and a config folder is needed
     * @throws CorruptFile when a tensor that tells is missing
     */
    public ObjectNode config(Component component) {
        requireThere(component);
        return configs.isPresent() ? configs.get().component(component) : described(component);
    }

    private ObjectNode described(Component component) {
        Map<Component, Shapes> shapes = new EnumMap<>(Component.class);
        pieces.forEach((there, tensors) -> shapes.put(there, Shapes.of(file.path(), tensors)));
        PredictionType prediction = prediction().map(Stated::value).orElseGet(architecture::usualPrediction);
        return new ModelShapes(architecture, shapes).config(component, prediction);
    }

    /** The scheduler_config.json that diffusers would have. A fresh copy. */
    public ObjectNode schedulerConfig(PredictionType prediction, boolean zeroTerminalSnr) {
        return configs.flatMap(folder -> folder.scheduler(prediction, zeroTerminalSnr))
                .orElseGet(() -> Pipeline.scheduler(architecture, prediction, zeroTerminalSnr));
    }

    /** The model_index.json that diffusers would have: pipeline class, and the class of each component that is there. */
    public ObjectNode modelIndex() {
        return configs.map(ConfigFolder::modelIndex).orElseGet(() -> {
            String scheduler = Pipeline.scheduler(architecture, architecture.usualPrediction(), false)
                    .path("_class_name")
                    .textValue();
            return Pipeline.index(architecture, scheduler, components());
        });
    }

    /** What of the file no network needs. */
    public List<LeftOut> leftOut() {
        return leftOut;
    }

    /** Closes the file; a second call does nothing. */
    @Override
    public void close() {
        file.close();
    }
}
