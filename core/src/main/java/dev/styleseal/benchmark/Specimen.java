package dev.styleseal.benchmark;

import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.unet.UNet;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.vae.Vae;
import java.util.Optional;

/** A network that is measured, with its weights. Whoever made it closes it; used on the engine thread. */
public sealed interface Specimen extends AutoCloseable permits RandomSpecimen, ModelSpecimen {
    /** What people call it, such as {@code sd15}. */
    String name();

    UNetConfig config();

    /** Text tokens that the network is shown at a time. */
    int tokens();

    /** Pixels of a side for one latent of it. */
    int factor();

    Placement placement();

    ScheduleConfig schedule();

    /** Has networks that are made from now on carry out large operations by another plan. */
    void carryOutBy(KernelPlan plan);

    /** The network with the adapters of {@code wrapper}, over the same tensors each time; made at the first call. */
    UNet unet(LayerWrapper wrapper);

    /** What makes pictures of latents, where there is one. */
    Optional<Vae> vae();

    @Override
    void close();
}
