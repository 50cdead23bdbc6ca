package dev.styleseal.model;

import dev.styleseal.clip.ClipConfig;
import dev.styleseal.clip.ClipTextModel;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.error.BadInput;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.LinearWrapper;
import dev.styleseal.unet.UNet;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.vae.Vae;
import dev.styleseal.vae.VaeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * A base model in memory. Owns every tensor of its networks; the networks handed out are light objects over them, made
 * anew for each set of adapters. Used on the engine thread.
 */
public final class StableDiffusion implements AutoCloseable {
    private static final String PIPELINE = "StableDiffusionPipeline";

    private final Path folder;
    private final UNetConfig unetConfig;
    private final VaeConfig vaeConfig;
    private final ClipConfig clipConfig;
    private final ClipTokenizer tokenizer;
    private final ConfigFile scheduler;
    private final Map<Component, ComponentWeights> weights = new EnumMap<>(Component.class);

    private StableDiffusion(Path folder) {
        this.folder = folder;
        unetConfig = UNetConfig.read(config(Component.UNET));
        vaeConfig = VaeConfig.read(config(Component.VAE));
        clipConfig = ClipConfig.read(config(Component.TEXT_ENCODER));
        tokenizer = ClipTokenizer.open(folder.resolve("tokenizer"));
        scheduler = ConfigFile.read(folder.resolve("scheduler").resolve("scheduler_config.json"));
    }

    /**
     * Reads a diffusers folder, whole: every tensor of its networks is found, of the right shape and finite.
     *
     * @throws BadInput if the folder is no model of a supported kind
     * @throws dev.styleseal.error.CorruptFile if a file is damaged or does not fit the others
     */
    public static StableDiffusion open(Path folder) {
        requirePipeline(folder);
        StableDiffusion model = new StableDiffusion(folder);
        try {
            model.requireFitting();
            model.unet(LinearWrapper.NONE);
            model.vae();
            model.textModel(LinearWrapper.NONE);
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static void requirePipeline(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInput(
                    "There is no model folder {0}. Expected a diffusers folder with model_index.json. Correct --model.",
                    folder);
        }
        String pipeline = ConfigFile.read(folder.resolve("model_index.json")).text("_class_name", PIPELINE);
        if (!pipeline.equals(PIPELINE)) {
            throw new BadInput(
                    "{0} is a {1}. Expected a {2}. Choose a model of the Stable Diffusion 1 kind.",
                    folder, pipeline, PIPELINE);
        }
    }

    private void requireFitting() {
        if (clipConfig.width() != unetConfig.contextWidth()) {
            throw new BadInput(
                    "In {0} the text encoder is {1} wide and the UNet expects {2}. Expected the parts of one model. Fetch the model again.",
                    folder, clipConfig.width(), unetConfig.contextWidth());
        }
        if (vaeConfig.latentChannels() != unetConfig.outChannels()
                || unetConfig.inChannels() != unetConfig.outChannels()) {
            throw new BadInput(
                    "In {0} the UNet takes {1} channels and gives {2}, and the VAE has {3}. Expected the same number thrice; inpainting models are not supported. Choose another model.",
                    folder, unetConfig.inChannels(), unetConfig.outChannels(), vaeConfig.latentChannels());
        }
        if (tokenizer.maxLength() > clipConfig.positions()) {
            throw new BadInput(
                    "In {0} the tokenizer makes {1} tokens and the text encoder takes {2}. Expected the parts of one model. Fetch the model again.",
                    folder, tokenizer.maxLength(), clipConfig.positions());
        }
    }

    private ConfigFile config(Component component) {
        return ConfigFile.read(folder.resolve(component.folder()).resolve("config.json"));
    }

    public Path folder() {
        return folder;
    }

    public ModelKind kind() {
        return ModelKind.of(
                unetConfig, scheduler.text("prediction_type", "epsilon").equals("v_prediction"));
    }

    public UNetConfig unetConfig() {
        return unetConfig;
    }

    public VaeConfig vaeConfig() {
        return vaeConfig;
    }

    public ClipTokenizer tokenizer() {
        return tokenizer;
    }

    /** The scheduler's config.json as it stands; which keys are missing matters. */
    public ConfigFile schedulerConfig() {
        return scheduler;
    }

    /** Side in pixels of the pictures it was trained on. */
    public int nativeSize() {
        return unetConfig.sampleSize() * vaeConfig.factor();
    }

    /** The denoising network with the adapters of {@code wrapper}. */
    public UNet unet(LinearWrapper wrapper) {
        Layers layers = layers(Component.UNET, wrapper);
        UNet unet = new UNet(layers, unetConfig);
        layers.finish(folder.resolve(Component.UNET.folder()));
        return unet;
    }

    /** The text model with the adapters of {@code wrapper}. */
    public ClipTextModel textModel(LinearWrapper wrapper) {
        Layers layers = layers(Component.TEXT_ENCODER, wrapper);
        ClipTextModel model = new ClipTextModel(layers, clipConfig);
        layers.finish(folder.resolve(Component.TEXT_ENCODER.folder()));
        return model;
    }

    public Vae vae() {
        Layers layers = layers(Component.VAE, LinearWrapper.NONE);
        Vae vae = new Vae(layers, vaeConfig);
        layers.finish(folder.resolve(Component.VAE.folder()));
        return vae;
    }

    private Layers layers(Component component, LinearWrapper wrapper) {
        return Layers.of(component.folder(), weights(component).tensors(), wrapper);
    }

    private ComponentWeights weights(Component component) {
        return weights.computeIfAbsent(component, missing -> ComponentWeights.read(folder, missing));
    }

    /** Frees a component's tensors; networks made of them must not run afterwards. The next use reads them again. */
    public void unload(Component component) {
        ComponentWeights unloaded = weights.remove(component);
        if (unloaded != null) {
            unloaded.close();
        }
    }

    /** Number of values in a component. */
    public long parameterCount(Component component) {
        return weights(component).tensors().values().stream()
                .mapToLong(tensor -> tensor.numel())
                .sum();
    }

    /** SHA-256 over all tensors in memory: the same before and after adapters were worn. */
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint();
        for (Component component : Component.values()) {
            fingerprint.add(component, weights(component).tensors());
        }
        return fingerprint.hex();
    }

    /** Frees all tensors; closing twice does nothing. */
    @Override
    public void close() {
        weights.values().forEach(ComponentWeights::close);
        weights.clear();
    }
}
