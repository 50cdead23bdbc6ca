package dev.styleseal.benchmark;

import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.WeightForms;
import dev.styleseal.run.SystemMemory;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.unet.UNet;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.vae.Vae;
import java.util.Optional;

/** The UNet of a published model with random weights: as fast as the real one, and nothing has to be fetched. */
public final class RandomSpecimen implements Specimen {
    private static final int TOKENS = 77; // CLIP's
    private static final int FACTOR = 8; // of the VAE

    private final KnownShape shape;
    private Placement placement;
    private final RandomTensors weights;
    private final WeightForms forms = new WeightForms();

    /**
     * Makes no weights yet.
     *
     * @throws dev.styleseal.error.OutOfMemory if they would not fit
     */
    public RandomSpecimen(KnownShape shape, Placement placement) {
        this(shape, placement, SystemMemory.ofThisMachine());
    }

    RandomSpecimen(KnownShape shape, Placement placement, SystemMemory system) {
        long parameters =
                NetworkCost.ofPainting(shape.unet(), new Extent(1, 1, 1, 1), 1).parameters();
        MemoryCheck.require(shape, parameters, placement, system);
        this.shape = shape;
        this.placement = placement;
        weights = Engine.call(() -> new RandomTensors(placement, 0));
    }

    @Override
    public String name() {
        return shape.label();
    }

    @Override
    public UNetConfig config() {
        return shape.unet();
    }

    @Override
    public int tokens() {
        return TOKENS;
    }

    @Override
    public int factor() {
        return FACTOR;
    }

    @Override
    public Placement placement() {
        return placement;
    }

    @Override
    public ScheduleConfig schedule() {
        return shape.schedule();
    }

    @Override
    public void carryOutBy(KernelPlan plan) {
        placement = placement.with(plan);
    }

    @Override
    public UNet unet(LayerWrapper wrapper) {
        return new UNet(Layers.of("unet", weights, placement, wrapper, forms), config());
    }

    @Override
    public Optional<Vae> vae() {
        return Optional.empty();
    }

    @Override
    public void close() {
        Engine.run(() -> {
            forms.close();
            weights.close();
        });
    }
}
