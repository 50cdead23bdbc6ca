package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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
        weight.ifPresent(values -> {
            if (values.shape().isEmpty() || values.shape().contains(0L)) {
                throw new IllegalArgumentException(path + ": shape " + values.shape() + " is no weight");
            }
        });
    }

    @Override
    public Optional<DoraMagnitude> magnitude() {
        return Optional.empty();
    }

    @Override
    public long rows() {
        return weight.map(values -> values.shape().get(0)).orElse(0L);
    }

    @Override
    public long columns() {
        return weight.map(values -> values.values().length / values.shape().get(0))
                .orElse(0L);
    }

    @Override
    public OptionalInt innerRank() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalDouble numerator() {
        return OptionalDouble.empty();
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
