package dev.styleseal.nn;

import dev.styleseal.tensor.Placement;
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
    private final Placement placement;
    private final LayerWrapper wrapper;
    private final WeightForms forms;
    private final String component;
    private final String path;

    private Layers(
            Ledger ledger,
            Placement placement,
            LayerWrapper wrapper,
            WeightForms forms,
            String component,
            String path) {
        this.ledger = ledger;
        this.placement = placement;
        this.wrapper = wrapper;
        this.forms = forms;
        this.component = component;
        this.path = path;
    }

    /**
     * A cursor at the root of one component.
     *
     * @param component {@code unet}, {@code vae} or {@code text_encoder}; first part of every {@link LayerSlot#path}
     * @param weights tensors by name, where and as {@code placement} says; they stay the caller's and must outlive the
     *     layers
     * @param forms of these weights; the caller's, to be closed with them
     */
    public static Layers of(
            String component,
            Map<String, Tensor> weights,
            Placement placement,
            LayerWrapper wrapper,
            WeightForms forms) {
        return of(component, TensorSource.of(weights), placement, wrapper, forms);
    }

    /** The same from any source. */
    public static Layers of(
            String component, TensorSource weights, Placement placement, LayerWrapper wrapper, WeightForms forms) {
        return new Layers(new Ledger(weights), placement, wrapper, forms, component, "");
    }

    /** The cursor one level down, like {@code cd name}. */
    public Layers at(String name) {
        return new Layers(ledger, placement, wrapper, forms, component, path + name + ".");
    }

    /** Where the network computes: what comes in has to enter, what goes out to leave. */
    public Placement placement() {
        return placement;
    }

    public Linear linear(String name, int in, int out) {
        return linear(name, in, out, bias(name, out));
    }

    public Linear linearWithoutBias(String name, int in, int out) {
        return linear(name, in, out, new TensorOptional());
    }

    private Linear linear(String name, int in, int out, TensorOptional bias) {
        FrozenLayer frozen = new DenseLinear(take(name + ".weight", out, in), bias, placement, forms);
        return adapted(new LayerSlot(path(name), in, out, 1, LayerSlot.Form.LINEAR), frozen)::forwardTokens;
    }

    /** A projection of the channels, stored as a 1x1 convolution and applied to tokens [.., in]. */
    public Linear pointwise(String name, int in, int out) {
        Tensor weight = take(name + ".weight", out, in, 1, 1);
        Tensor matrix = weight.dim() == 4 ? Scope.own(weight.reshape(out, in)) : weight;
        FrozenLayer frozen = new DenseLinear(matrix, bias(name, out), placement, forms);
        return adapted(new LayerSlot(path(name), in, out, 1, LayerSlot.Form.POINTWISE), frozen)::forwardTokens;
    }

    /** A convolution with a kernel of {@code kernel} x {@code kernel}; size is kept when stride is 1. */
    public Conv2d conv(String name, int in, int out, int kernel) {
        return conv(name, in, out, kernel, 1, kernel / 2);
    }

    public Conv2d conv(String name, int in, int out, int kernel, int stride, int padding) {
        return conv(new Kernel(name, in, out, kernel, stride, padding), bias(name, out));
    }

    /** {@link #conv} without a bias. */
    public Conv2d convWithoutBias(String name, int in, int out, int kernel) {
        return conv(new Kernel(name, in, out, kernel, 1, kernel / 2), new TensorOptional());
    }

    private record Kernel(String name, int in, int out, int side, int stride, int padding) {}

    private Conv2d conv(Kernel kernel, TensorOptional bias) {
        Tensor weight = take(kernel.name + ".weight", kernel.out, kernel.in, kernel.side, kernel.side);
        FrozenLayer frozen = new DenseConv2d(weight, bias, kernel.stride, kernel.padding, placement, forms);
        return adapted(
                new LayerSlot(path(kernel.name), kernel.in, kernel.out, kernel.side, LayerSlot.Form.CONVOLUTION),
                frozen)::forward;
    }

    public GroupNorm groupNorm(String name, int groups, int channels, double eps) {
        AdaptedLayer scale = scale(name, channels, NormScale.Broadcast.PIXELS);
        return new GroupNorm(groups, optional(scale.frozen().weight()), eps, scale);
    }

    public LayerNorm layerNorm(String name, int width, double eps) {
        AdaptedLayer scale = scale(name, width, NormScale.Broadcast.TOKENS);
        return new LayerNorm(width, optional(scale.frozen().weight()), eps, scale);
    }

    private AdaptedLayer scale(String name, int channels, NormScale.Broadcast broadcast) {
        Tensor weight = take(name + ".weight", channels);
        FrozenLayer frozen = new NormScale(weight, optional(take(name + ".bias", channels)), broadcast);
        return adapted(new LayerSlot(path(name), channels, channels, 1, LayerSlot.Form.NORM), frozen);
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

    /** How many computations layers recorded that nobody went back over yet. */
    public static int recorded() {
        return Graft.count();
    }

    /** Forgets those recorded since there were so many. */
    public static void forgetSince(int recorded) {
        Graft.forgetSince(recorded);
    }

    /** Forgets what layers recorded on a way forward that nobody goes back. */
    public static void forgetPasses() {
        Graft.forget();
    }

    /** The one place where adapters join. */
    private AdaptedLayer adapted(LayerSlot slot, FrozenLayer frozen) {
        return AdaptedLayer.of(frozen, wrapper.updates(slot, frozen));
    }

    private String path(String name) {
        return component + "." + path + name;
    }

    private Tensor take(String name, long... shape) {
        return ledger.take(path + name, shape);
    }

    /** In the type of the matrices, which libtorch asks of it. */
    private TensorOptional bias(String name, int out) {
        return Scope.own(new TensorOptional(placement.enterAsMatrix(take(name + ".bias", out))));
    }

    /** Owned, so that layers may be built inside any scope; freed with the layer by the garbage collector. */
    private static TensorOptional optional(Tensor tensor) {
        return Scope.own(new TensorOptional(tensor));
    }
}
