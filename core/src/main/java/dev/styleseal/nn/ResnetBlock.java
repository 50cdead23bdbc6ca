package dev.styleseal.nn;

import static org.bytedeco.pytorch.global.torch.silu;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A residual block, told the timestep in a UNet (He et al. 2015; Ho et al. 2020, appendix B) and not in a VAE. */
public final class ResnetBlock {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final @Nullable Linear timeProjection; // null in a VAE
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final @Nullable Conv2d shortcut; // null when in == out

    private ResnetBlock(Layers layers, Shape shape, @Nullable Linear timeProjection) {
        norm1 = layers.groupNorm("norm1", shape.groups, shape.in, shape.eps);
        conv1 = layers.conv("conv1", shape.in, shape.out, 3);
        this.timeProjection = timeProjection;
        norm2 = layers.groupNorm("norm2", shape.groups, shape.out, shape.eps);
        conv2 = layers.conv("conv2", shape.out, shape.out, 3);
        shortcut = shape.in == shape.out ? null : layers.conv("conv_shortcut", shape.in, shape.out, 1);
    }

    /** Channels in and out, groups and epsilon of the norms. */
    public record Shape(int in, int out, int groups, double eps) {}

    public static ResnetBlock ofUNet(Layers layers, Shape shape, int timeWidth) {
        return new ResnetBlock(layers, shape, layers.linear("time_emb_proj", timeWidth, shape.out));
    }

    public static ResnetBlock ofVae(Layers layers, Shape shape) {
        return new ResnetBlock(layers, shape, null);
    }

    /** x [B, in, H, W] to [B, out, H, W], in a VAE. */
    public Tensor forward(Tensor x) {
        return forward(x, null);
    }

    /** x [B, in, H, W] and activated time [B, timeWidth] to [B, out, H, W]. */
    public Tensor forward(Tensor x, @Nullable Tensor time) {
        Tensor h = conv1.forward(silu(norm1.forward(x)));
        if (timeProjection != null && time != null) {
            h = h.add(timeProjection.forward(time).unsqueeze(-1).unsqueeze(-1)); // same for every pixel
        }
        h = conv2.forward(silu(norm2.forward(h)));
        return h.add(shortcut == null ? x : shortcut.forward(x));
    }
}
