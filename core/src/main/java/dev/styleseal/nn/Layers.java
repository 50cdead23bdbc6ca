package dev.styleseal.nn;

import dev.styleseal.tensor.Scope;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/**
 * A cursor into a checkpoint: builds layers from the weights under a dotted name.
 *
 * <p>Building and loading are the same act: a layer fetches its tensors by name and expected shape, so the code of a
 * network reads as the key list of its file. A tensor that is missing or misshapen is noted, and {@link #finish} tells
 * of all of them at once.
 */
public final class Layers {
    private final Ledger ledger;
    private final LinearWrapper wrapper;
    private final String component;
    private final String path;

    private Layers(Ledger ledger, LinearWrapper wrapper, String component, String path) {
        this.ledger = ledger;
        this.wrapper = wrapper;
        this.component = component;
        this.path = path;
    }

    /**
     * A cursor at the root of one component.
     *
     * @param component {@code unet}, {@code vae} or {@code text_encoder}; first part of every {@link LinearSlot#path}
     * @param weights float32 tensors by name; they stay the caller's and must outlive the layers
     */
    public static Layers of(String component, Map<String, Tensor> weights, LinearWrapper wrapper) {
        return new Layers(new Ledger(weights), wrapper, component, "");
    }

    /** The cursor one level down, like {@code cd name}. */
    public Layers at(String name) {
        return new Layers(ledger, wrapper, component, path + name + ".");
    }

    public Linear linear(String name, int in, int out) {
        return wrapped(name, in, out, false, optional(name + ".bias", out));
    }

    public Linear linearWithoutBias(String name, int in, int out) {
        return wrapped(name, in, out, false, new TensorOptional());
    }

    /** A projection of the channels, stored as a 1x1 convolution and applied to tokens [.., in]. */
    public Linear pointwise(String name, int in, int out) {
        return wrapped(name, in, out, true, optional(name + ".bias", out));
    }

    /** A convolution with a kernel of {@code kernel} x {@code kernel}; size is kept when stride is 1. */
    public Conv2d conv(String name, int in, int out, int kernel) {
        return conv(name, in, out, kernel, 1, kernel / 2);
    }

    public Conv2d conv(String name, int in, int out, int kernel, int stride, int padding) {
        Tensor weight = take(name + ".weight", out, in, kernel, kernel);
        return new Conv2d(weight, optional(name + ".bias", out), stride, padding);
    }

    public GroupNorm groupNorm(String name, int groups, int channels, double eps) {
        return new GroupNorm(groups, optional(name + ".weight", channels), optional(name + ".bias", channels), eps);
    }

    public LayerNorm layerNorm(String name, int width, double eps) {
        return new LayerNorm(width, optional(name + ".weight", width), optional(name + ".bias", width), eps);
    }

    public Embedding embedding(String name, int count, int width) {
        return new Embedding(take(name + ".weight", count, width));
    }

    /**
     * Ends the building of a component.
     *
     * @param source the file or folder the weights came from, for the message
     * @throws dev.styleseal.error.CorruptFile if tensors were missing, misshapen or left over, naming all of them
     */
    public void finish(Object source) {
        ledger.requireComplete(component, source);
    }

    private Linear wrapped(String name, int in, int out, boolean pointwise, TensorOptional bias) {
        Tensor weight = pointwise ? take(name + ".weight", out, in, 1, 1) : take(name + ".weight", out, in);
        Tensor matrix = pointwise && weight.dim() == 4 ? Scope.own(weight.reshape(out, in)) : weight;
        LinearSlot slot = new LinearSlot(component + "." + path + name, in, out, pointwise);
        return wrapper.wrap(slot, new DenseLinear(matrix, bias)); // the one place where an adapter is applied
    }

    private Tensor take(String name, long... shape) {
        return ledger.take(path + name, shape);
    }

    /** Owned, so that layers may be built inside any scope; freed with the layer by the garbage collector. */
    private TensorOptional optional(String name, long... shape) {
        return Scope.own(new TensorOptional(take(name, shape)));
    }
}
