package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What one layer has learnt in full (KohakuBlueleaf/LyCORIS, {@code modules/full.py} and {@code modules/norms.py}): its
 * weight and bias change by these differences. Norms have such modules only.
 *
 * @param path as in {@link AdapterModule#path}
 * @param weight of the shape of the layer's weight, if that changes
 * @param bias [out], if that changes
 */
public record FullModule(String path, Optional<HostTensor> weight, Optional<HostTensor> bias) implements AdapterModule {
    public FullModule {
        if (weight.isEmpty() && bias.isEmpty()) {
            throw new IllegalArgumentException(path + ": nothing changes");
        }
    }

    @Override
    public Optional<DoraMagnitude> magnitude() {
        return Optional.empty();
    }

    @Override
    public List<HostTensor> tensors() {
        return Stream.concat(weight.stream(), bias.stream()).toList();
    }

    @Override
    public FullModule map(UnaryOperator<HostTensor> change) {
        return new FullModule(path, weight.map(change), bias.map(change));
    }
}
