package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A base model in one file, seen as the components that a diffusers folder would have. The file stays open until {@link
 * #close}; only its header was read. May be shared between threads.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedMethod"})
public final class Checkpoint implements AutoCloseable {
    private final SafetensorsFile file;

    private Checkpoint(SafetensorsFile file) {
        this.file = file;
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
     * @throws dev.styleseal.error.BadInput when the file cannot be read or is something else, which the message names:
     *     another architecture, an inpainting model, an adapter, a VAE alone, quantised weights
     * @throws dev.styleseal.error.CorruptFile when the file is damaged, tensors are missing, or one tensor is there under
     *     two names
     */
    public static Checkpoint open(Path file, Optional<Path> configFolder, WeightCopy copy) {
        throw new UnsupportedOperationException("not yet: " + file + configFolder + copy);
    }

    /**
     * Opens one component out of a file: a whole checkpoint, or that component alone, in original names with or without
     * prefix or in diffusers' names. The others are not looked at, {@link #components} is that one.
     *
     * @param architecture the base it is for, which decides what shapes cannot tell, such as the scale of latents
     * @throws dev.styleseal.error.BadInput when the file cannot be read or has no such component
     * @throws dev.styleseal.error.CorruptFile when the file is damaged
     */
    public static Checkpoint part(Path file, Component component, Architecture architecture) {
        throw new UnsupportedOperationException("not yet: " + file + component + architecture);
    }

    /** The open file, from which the pieces are read. */
    public SafetensorsFile file() {
        return file;
    }

    public Architecture architecture() {
        throw new UnsupportedOperationException("not yet");
    }

    /** What the UNet predicts, if metadata or keys of the file (or the config folder) say so. */
    public Optional<Stated<PredictionType>> prediction() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Whether the noise schedule ends in pure noise (zero terminal SNR), if the file says so. */
    public Optional<Stated<Boolean>> zeroTerminalSnr() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The components that the file holds. */
    public Set<Component> components() {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * The tensors of a component by today's names of diffusers, complete with respect to the file: what is missing or
     * surplus there is for the networks to say.
     *
     * @throws IllegalArgumentException when the file does not hold it
     */
    public Map<String, Piece> pieces(Component component) {
        throw new UnsupportedOperationException("not yet: " + component);
    }

    /** The config.json that diffusers would have for a component. A fresh copy. */
    public ObjectNode config(Component component) {
        throw new UnsupportedOperationException("not yet: " + component);
    }

    /** The scheduler_config.json that diffusers would have. A fresh copy. */
    public ObjectNode schedulerConfig(PredictionType prediction, boolean zeroTerminalSnr) {
        throw new UnsupportedOperationException("not yet: " + prediction + zeroTerminalSnr);
    }

    /** The model_index.json that diffusers would have: pipeline class, and the class of each component that is there. */
    public ObjectNode modelIndex() {
        throw new UnsupportedOperationException("not yet");
    }

    /** What of the file no network needs. */
    public List<LeftOut> leftOut() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Closes the file; a second call does nothing. */
    @Override
    public void close() {
        file.close();
    }
}
