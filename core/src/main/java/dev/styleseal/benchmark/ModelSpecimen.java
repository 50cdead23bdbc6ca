package dev.styleseal.benchmark;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.model.BaseOptions;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.unet.UNet;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.vae.Vae;
import java.nio.file.Path;
import java.util.Optional;

/** A base model as it is read for training and painting; its text encoders go at once, since their work is done by then. */
public final class ModelSpecimen implements Specimen {
    private final StableDiffusion model;

    private ModelSpecimen(StableDiffusion model) {
        this.model = model;
    }

    /** Reads a model; errors as {@link StableDiffusion#open(Path, BaseOptions, Placement)}. */
    public static ModelSpecimen open(Path path, BaseOptions options, Placement placement) {
        return Engine.call(() -> {
            StableDiffusion model = StableDiffusion.open(path, options, placement);
            model.unloadText();
            model.unload(Component.VAE); // until it is asked for
            return new ModelSpecimen(model);
        });
    }

    @Override
    public String name() {
        return String.valueOf(model.path().getFileName());
    }

    @Override
    public UNetConfig config() {
        return model.unetConfig();
    }

    @Override
    public int tokens() {
        return model.texts().get(0).tokenizer().maxLength();
    }

    @Override
    public int factor() {
        return model.vaeConfig().factor();
    }

    @Override
    public Placement placement() {
        return model.placement();
    }

    @Override
    public ScheduleConfig schedule() {
        return model.schedule();
    }

    @Override
    public void carryOutBy(KernelPlan plan) {
        model.carryOutBy(plan);
    }

    @Override
    public UNet unet(LayerWrapper wrapper) {
        return model.unet(wrapper);
    }

    @Override
    public Optional<Vae> vae() {
        return Optional.of(model.vae());
    }

    @Override
    public void close() {
        Engine.run(model::close);
    }
}
