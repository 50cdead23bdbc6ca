package dev.styleseal.lora;

import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.nn.LayerSlot;
import dev.styleseal.nn.Update;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The tensors of one layer of an adapter; owns them until {@link #close}. */
final class LoraPart implements AutoCloseable {
    private final LayerSlot slot;
    private final Tensor a; // [rank, in] or [rank, in, k, k]
    private final Tensor b; // [out, rank] or [out, rank, 1, 1]
    private final double alpha;
    private final Optional<Lengths> lengths;
    private final boolean trained;
    private final List<Tensor> gains = new ArrayList<>(); // of frozen DoRA layers, computed once

    /** Magnitudes [n] of a DoRA. */
    private record Lengths(Tensor values, DoraMagnitude.Axis axis) {}

    private LoraPart(LayerSlot slot, Tensor a, Tensor b, double alpha, Optional<Lengths> lengths, boolean trained) {
        this.slot = slot;
        this.a = owned(a, trained);
        this.b = owned(b, trained);
        this.alpha = alpha;
        this.lengths = lengths.map(each -> new Lengths(owned(each.values, trained), each.axis));
        this.trained = trained;
    }

    private static Tensor owned(Tensor tensor, boolean trained) {
        return Scope.own(tensor.set_requires_grad(trained));
    }

    /**
     * A part to be trained.
     *
     * @param down first values of A, [rank, fanIn]
     * @param dora whether it also learns lengths, from those of the layer's weight on
     */
    static LoraPart fresh(LayerSlot slot, FrozenLayer layer, Tensor down, double alpha, boolean dora) {
        long rank = down.size(0);
        Optional<Lengths> lengths = dora
                ? Optional.of(new Lengths(DoraUpdate.rowLengths(layer.weight()), DoraMagnitude.Axis.OUTPUT))
                : Optional.empty();
        return new LoraPart(
                slot,
                layer.enter(down.view(shapeOfA(slot, rank))),
                layer.enter(torch.zeros(shapeOfB(slot, rank))),
                alpha,
                lengths,
                true);
    }

    /** A part of given values, whose shapes fit the slot. */
    static LoraPart of(LayerSlot slot, FrozenLayer layer, LoraModule module, boolean trained) {
        long rank = module.rank();
        return new LoraPart(
                slot,
                layer.enter(Tensors.of(module.down().values(), shapeOfA(slot, rank))),
                layer.enter(Tensors.of(module.up().values(), shapeOfB(slot, rank))),
                module.alpha(),
                module.magnitude().map(given -> {
                    HostTensor values = given.values();
                    return new Lengths(layer.enter(Tensors.of(values.values(), values.sizes())), given.axis());
                }),
                trained);
    }

    private static long[] shapeOfA(LayerSlot slot, long rank) {
        return isConvolution(slot)
                ? new long[] {rank, slot.in(), slot.kernel(), slot.kernel()}
                : new long[] {rank, slot.in()};
    }

    private static long[] shapeOfB(LayerSlot slot, long rank) {
        return isConvolution(slot) ? new long[] {slot.out(), rank, 1, 1} : new long[] {slot.out(), rank};
    }

    private static boolean isConvolution(LayerSlot slot) {
        return slot.form() == LayerSlot.Form.CONVOLUTION;
    }

    /** The update to the layer, acting {@code weight} times. */
    Update update(FrozenLayer layer, double weight, LoraDropout dropout) {
        Factors factors = new Factors(layer, a, b);
        double scale = alpha / a.size(0);
        if (lengths.isEmpty()) {
            return new LoraUpdate(factors, weight * scale, dropout);
        }
        Lengths learnt = lengths.get();
        if (trained) {
            return new DoraUpdate(factors, scale, weight, learnt.axis, () -> gain(factors, scale, learnt), dropout);
        }
        Tensor gain;
        try (Scope scope = new Scope()) {
            gain = Scope.own(gain(factors, scale, learnt));
        }
        gains.add(gain);
        return new DoraUpdate(factors, scale, weight, learnt.axis, () -> gain, dropout);
    }

    private static Tensor gain(Factors factors, double scale, Lengths lengths) {
        return DoraUpdate.gain(factors, scale, lengths.values, lengths.axis);
    }

    /** The tensors by name behind the layer's path, as peft calls them. */
    Map<String, Tensor> parameters() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("lora_A", a);
        named.put("lora_B", b);
        lengths.ifPresent(learnt -> named.put("lora_magnitude_vector", learnt.values));
        return named;
    }

    /** A copy of the values, in the shapes that files use. */
    LoraModule module() {
        long rank = a.size(0);
        float[] down = Tensors.floats(a);
        float[] up = Tensors.floats(b);
        boolean linear = slot.form() == LayerSlot.Form.LINEAR;
        return new LoraModule(
                slot.path(),
                linear
                        ? HostTensor.of(down, rank, slot.in())
                        : HostTensor.of(down, rank, slot.in(), slot.kernel(), slot.kernel()),
                linear ? HostTensor.of(up, slot.out(), rank) : HostTensor.of(up, slot.out(), rank, 1, 1),
                alpha,
                lengths.map(learnt -> {
                    float[] values = Tensors.floats(learnt.values);
                    return new DoraMagnitude(HostTensor.of(values, values.length), learnt.axis);
                }));
    }

    @Override
    public void close() {
        parameters().values().forEach(Scope::release);
        gains.forEach(Scope::release);
        gains.clear();
    }
}
