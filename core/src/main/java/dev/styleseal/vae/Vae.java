package dev.styleseal.vae;

import dev.styleseal.nn.Conv2d;
import dev.styleseal.nn.Layers;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The codec between pictures and latents (Rombach et al. 2022, section 3.1). Holds no memory of its own; used on the
 * engine thread.
 */
public final class Vae {
    static final double EPS = 1e-6;

    private final VaeConfig config;
    private final Placement placement;
    private final Encoder encoder;
    private final @Nullable Conv2d quantConv; // null where the model has none
    private final @Nullable Conv2d postQuantConv; // null where the model has none
    private final Decoder decoder;

    /** Builds the codec over the tensors of {@code layers}; the caller then calls {@link Layers#finish}. */
    public Vae(Layers layers, VaeConfig config) {
        this.config = config;
        placement = layers.placement();
        int latent = config.latentChannels();
        encoder = new Encoder(layers.at("encoder"), config);
        quantConv = config.quantConv() ? layers.conv("quant_conv", 2 * latent, 2 * latent, 1) : null;
        postQuantConv = config.postQuantConv() ? layers.conv("post_quant_conv", latent, latent, 1) : null;
        decoder = new Decoder(layers.at("decoder"), config);
    }

    public VaeConfig config() {
        return config;
    }

    /** picture [B, 3, H, W] in -1..1, sides multiples of the factor, to unscaled latents. */
    public LatentDistribution encode(Tensor picture) {
        return LatentDistribution.of(moments(picture));
    }

    /**
     * What the encoder knows of a picture on its way: the last block of each level, finest first, then the middle block,
     * each group-normed without learned scale and activated by SiLU, so that all channels and levels are of like size.
     *
     * @param picture [B, 3, H, W] in -1..1, sides multiples of the factor
     * @return [B, C, H, W], [B, C', H/2, W/2], ... in the scope open at the call
     */
    public List<Tensor> features(Tensor picture) {
        return encoder.features(placement.enterPixels(picture)).stream()
                .map(Placement::leave)
                .toList();
    }

    /** Mean and logarithm of the variance, one after the other, [B, 2 x latentChannels, h, w]. */
    Tensor moments(Tensor picture) {
        Tensor moments = encoder.forward(placement.enterPixels(picture));
        return Placement.leave(quantConv == null ? moments : quantConv.forward(moments));
    }

    /** Unscaled latents [B, latentChannels, h, w] to a picture [B, 3, H, W] around -1..1. */
    public Tensor decode(Tensor latents) {
        Tensor entered = placement.enterPixels(latents);
        return Placement.leave(decoder.forward(postQuantConv == null ? entered : postQuantConv.forward(entered)));
    }

    /** Latents of {@link #encode} to those the UNet knows. */
    public Tensor scaled(Tensor latents) {
        return latents.sub(new Scalar(config.shift())).mul(new Scalar(config.scale()));
    }

    /** Latents the UNet knows to those that {@link #decode} takes. */
    public Tensor unscaled(Tensor latents) {
        return latents.div(new Scalar(config.scale())).add(new Scalar(config.shift()));
    }

    /** Runs the stages one after the other, freeing what each made on its way. */
    static Tensor inTurn(List<UnaryOperator<Tensor>> stages, Tensor x) {
        try (Scope all = new Scope()) {
            Tensor h = x;
            for (UnaryOperator<Tensor> stage : stages) {
                try (Scope scope = new Scope()) {
                    h = scope.keep(stage.apply(h));
                }
            }
            return all.keep(h);
        }
    }
}
