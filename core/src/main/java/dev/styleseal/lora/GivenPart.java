package dev.styleseal.lora;

import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.nn.Update;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** One layer of a finished adapter that is no LoRA; owns its tensors until {@link #close}. */
final class GivenPart implements AutoCloseable {
    private final DeltaTensors tensors;
    private final boolean changesWeight;
    private final Optional<Tensor> bias; // [out]
    private final Optional<DoraMagnitude> magnitude;
    private final LoraDropout dropout = new LoraDropout(0);
    private final List<Tensor> gains = new ArrayList<>();

    private GivenPart(
            DeltaTensors tensors, boolean changesWeight, Optional<Tensor> bias, Optional<DoraMagnitude> magnitude) {
        this.tensors = tensors;
        this.changesWeight = changesWeight;
        this.bias = bias;
        this.magnitude = magnitude;
        tensors.all().forEach(Scope::own);
        bias.ifPresent(Scope::own);
    }

    /** A part of given values, whose shapes fit the layer. */
    static GivenPart of(FrozenLayer layer, AdapterModule module) {
        Optional<FullModule> full = module instanceof FullModule it ? Optional.of(it) : Optional.empty();
        return new GivenPart(
                DeltaTensors.of(module, layer::enter),
                full.map(it -> it.weight().isPresent()).orElse(true),
                full.flatMap(FullModule::bias).map(values -> layer.enter(Tensors.of(values.values(), values.sizes()))),
                module.magnitude());
    }

    /** The updates to the layer, acting {@code weight} times. */
    List<Update> updates(FrozenLayer layer, double weight) {
        List<Update> updates = new ArrayList<>();
        if (changesWeight) {
            Change change = new RebuiltChange(layer, tensors);
            updates.add(magnitude
                    .map(lengths -> dora(change, weight, lengths))
                    .orElseGet(() -> new ProductUpdate(change, weight)));
        }
        bias.ifPresent(values -> updates.add((y, x) -> y.add(layer.perChannel(values), new Scalar(weight))));
        return updates;
    }

    private Update dora(Change change, double weight, DoraMagnitude lengths) {
        Tensor gain;
        try (Scope scope = new Scope()) {
            Tensor values = change.layer()
                    .enter(Tensors.of(
                            lengths.values().values(), lengths.values().sizes()));
            gain = Scope.own(DoraUpdate.gain(change, 1, values, lengths.axis()));
        }
        gains.add(gain);
        return new DoraUpdate(change, 1, weight, lengths.axis(), () -> gain, dropout);
    }

    @Override
    public void close() {
        tensors.all().forEach(Scope::release);
        bias.ifPresent(Scope::release);
        gains.forEach(Scope::release);
        gains.clear();
    }
}
