package dev.styleseal.model;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.PredictionType;
import dev.styleseal.clip.ClipConfig;
import dev.styleseal.clip.ClipTextModel;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Message;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Layers;
import dev.styleseal.prompt.LearnedWords;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Precision;
import dev.styleseal.tensor.Weights;
import dev.styleseal.unet.UNet;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.vae.Vae;
import dev.styleseal.vae.VaeConfig;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A base model in memory. Owns every tensor of its networks; the networks handed out are light objects over them, made
 * anew for each set of adapters. Used on the engine thread.
 */
public final class StableDiffusion implements AutoCloseable {
    private final BaseParts parts;
    private final BaseOptions options;
    private final WeightRoom room;
    private Placement placement;
    private final UNetConfig unetConfig;
    private final VaeConfig vaeConfig;
    private final List<TextPart> texts;
    private @Nullable NoiseFacts noise; // null until the networks are there
    private @Nullable String contents; // null until it is asked for
    private final Map<Component, ComponentWeights> weights = new EnumMap<>(Component.class);

    private StableDiffusion(BaseParts parts, BaseOptions options, Placement placement) {
        this.parts = parts;
        this.options = options;
        room = WeightRoom.on(placement, parts.network(Component.UNET));
        this.placement = placement.keeping(room.choice());
        unetConfig = UNetConfig.read(parts.network(Component.UNET).config());
        vaeConfig = VaeConfig.read(parts.network(Component.VAE).config());
        texts = TextPart.componentsOf(unetConfig).stream().map(this::text).toList();
    }

    /**
     * Reads a diffusers folder or a file, whole: every tensor of its networks is found, of the right shape and finite.
     *
     * @throws BadInput if it is no model of a supported kind, or a part is missing
     * @throws dev.styleseal.error.CorruptFile if a file is damaged or does not fit the others
     */
    public static StableDiffusion open(Path path, BaseOptions options, Placement placement) {
        BaseParts parts = BaseParts.find(path, options);
        StableDiffusion model = new StableDiffusion(parts, options, placement);
        try {
            new Fitting(parts.path(), model.unetConfig, model.vaeConfig, model.texts).require();
            model.unet(LayerWrapper.NONE);
            model.vae();
            model.texts.forEach(text -> model.textModel(text, LayerWrapper.NONE));
            model.noise = NoiseFacts.of(model, parts, options);
            Engine.giveBackMemory();
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** {@link #open(Path, BaseOptions, Placement)} with nothing from elsewhere. */
    public static StableDiffusion open(Path path, Placement placement) {
        return open(path, BaseOptions.NONE, placement);
    }

    private TextPart text(Component component) {
        boolean projects = component == Component.TEXT_ENCODER_2;
        return new TextPart(
                component, ClipConfig.read(parts.network(component).config(), projects), parts.tokenizer(component));
    }

    /** The folder or file it was read from. */
    public Path path() {
        return parts.path();
    }

    /** What a user should know of it, such as parts of its file that are not used. */
    public List<Message> remarks() {
        return Stream.concat(parts.remarks().stream(), room.remark().stream()).toList();
    }

    /** Whether its weights are the moving average that its file holds beside the trained ones. */
    public boolean isAveraged() {
        return parts.averaged();
    }

    /** What its UNet was taught to do with noise, and how that is known. */
    public NoiseFacts noise() {
        return Objects.requireNonNull(noise);
    }

    public Placement placement() {
        return placement;
    }

    /** Has networks that are built from now on carry out large operations by another plan. */
    public void carryOutBy(KernelPlan plan) {
        placement = placement.with(plan);
    }

    /** Computes in another precision from now on: all networks are read anew in it, and those built before must not run any more. */
    public void computeIn(Precision precision, Message reason) {
        if (placement.precision() != precision) {
            close();
            contents = null;
        }
        placement = placement.in(precision, reason);
    }

    public ModelKind kind() {
        return ModelKind.of(unetConfig, noise().prediction().value() == Prediction.V);
    }

    public UNetConfig unetConfig() {
        return unetConfig;
    }

    public VaeConfig vaeConfig() {
        return vaeConfig;
    }

    /** Its text encoders: one, or the two of SDXL. */
    public List<TextPart> texts() {
        return texts;
    }

    /** The layer of the text encoders that the base was trained with, 1 for the last, 2 for the last but one. */
    public int clipSkip() {
        return texts.size() == 1 ? 1 : 2;
    }

    /** What its scheduler_config.json says, or what is known better; which keys are missing matters. */
    public ScheduleConfig schedule() {
        return noise().applied(parts.schedule());
    }

    /** Side in pixels of the pictures it was trained on. */
    public int nativeSize() {
        boolean velocity = noise().prediction().value() == Prediction.V;
        int latents = parts.sizeFollowsPrediction()
                ? parts.architecture().sampleSize(velocity ? PredictionType.V_PREDICTION : PredictionType.EPSILON)
                : unetConfig.sampleSize();
        return latents * vaeConfig.factor();
    }

    /** The denoising network with the adapters of {@code wrapper}. */
    public UNet unet(LayerWrapper wrapper) {
        Layers layers = layers(Component.UNET, wrapper);
        UNet unet = new UNet(layers, unetConfig);
        layers.finish(parts.network(Component.UNET).where());
        return unet;
    }

    /** A text model with the adapters of {@code wrapper}. */
    public ClipTextModel textModel(TextPart text, LayerWrapper wrapper) {
        Layers layers = layers(text.component(), wrapper);
        ClipTextModel model = new ClipTextModel(layers, text.config());
        layers.finish(parts.network(text.component()).where());
        return model;
    }

    /**
     * All text models with the adapters of {@code wrapper}.
     *
     * @param clipSkip as users count it, 1 for the last layer; see {@link #clipSkip()}
     */
    public PromptEncoder promptEncoder(LayerWrapper wrapper, int clipSkip) {
        List<PromptEncoder.Reader> readers = texts.stream()
                .map(text -> new PromptEncoder.Reader(text.tokenizer(), textModel(text, wrapper), LearnedWords.NONE))
                .toList();
        return new PromptEncoder(
                readers, clipSkip, texts.size() > 1 && parts.index().flag("force_zeros_for_empty_prompt", true));
    }

    public Vae vae() {
        Layers layers = layers(Component.VAE, LayerWrapper.NONE);
        Vae vae = new Vae(layers, vaeConfig);
        layers.finish(parts.network(Component.VAE).where());
        return vae;
    }

    private Layers layers(Component component, LayerWrapper wrapper) {
        ComponentWeights own = weights(component);
        return Layers.of(component.folder(), own.tensors(), placement(component), wrapper, own.forms());
    }

    private ComponentWeights weights(Component component) {
        return weights.computeIfAbsent(
                component, missing -> ComponentWeights.read(parts.network(missing), placement(component)));
    }

    /**
     * The VAE stays in float32: that of SDXL leaves the range of fp16, and it is a small part of the work. Only the UNet is
     * large enough to be kept as it is stored.
     */
    private Placement placement(Component component) {
        return switch (component) {
            case UNET -> placement;
            case VAE -> placement.inFloat32().keeping(Weights.FULL);
            case TEXT_ENCODER, TEXT_ENCODER_2 -> placement.keeping(Weights.FULL);
        };
    }

    /** Frees a component's tensors; networks made of them must not run afterwards. The next use reads them again. */
    public void unload(Component component) {
        ComponentWeights unloaded = weights.remove(component);
        if (unloaded != null) {
            unloaded.close();
        }
    }

    /** Frees all text encoders, as {@link #unload(Component)}. */
    public void unloadText() {
        texts.forEach(text -> unload(text.component()));
    }

    /** Number of values in the UNet. */
    public long unetParameters() {
        return weights(Component.UNET).values();
    }

    /** Number of values in all networks. */
    public long parameters() {
        return components().mapToLong(component -> weights(component).values()).sum();
    }

    private Stream<Component> components() {
        return Stream.concat(
                Stream.of(Component.UNET, Component.VAE), texts.stream().map(TextPart::component));
    }

    /** SHA-256 over all tensors in memory: the same before and after adapters were worn, another in another precision. */
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint();
        components()
                .forEach(component ->
                        fingerprint.add(component, weights(component).tensors(), placement(component)));
        return fingerprint.hex();
    }

    /** The {@link #fingerprint} at the first call in its precision, computed once. */
    public String contents() {
        if (contents == null) {
            contents = fingerprint();
        }
        return contents;
    }

    /** What tells this base from others: its {@link #contents}; another where it was told to read the same values otherwise. */
    public String identity() {
        return Fingerprint.with(contents(), options.readings());
    }

    /** Frees all tensors; closing twice does nothing. */
    @Override
    public void close() {
        weights.values().forEach(ComponentWeights::close);
        weights.clear();
    }
}
