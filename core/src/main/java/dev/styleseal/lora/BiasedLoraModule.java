package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What one layer has learnt as LoRA, and beside that the difference of its bias, as ComfyUI's extraction writes it
 * ({@code comfy_extras/nodes_lora_extract.py}).
 *
 * @param lora the difference of the weight
 * @param shift that of the bias, [out]
 */
public record BiasedLoraModule(LoraModule lora, HostTensor shift) implements AdapterModule {
    public BiasedLoraModule {
        if (!shift.shape().equals(List.of((long) lora.outputs()))) {
            throw new IllegalArgumentException(lora.path() + ": " + shift.shape() + " is no bias of " + lora.outputs());
        }
    }

    @Override
    public String path() {
        return lora.path();
    }

    @Override
    public Optional<DoraMagnitude> magnitude() {
        return lora.magnitude();
    }

    @Override
    public Optional<HostTensor> bias() {
        return Optional.of(shift);
    }

    /** The bias alone. */
    public FullModule biasAlone() {
        return new FullModule(path(), Optional.empty(), Optional.of(shift));
    }

    @Override
    public long rows() {
        return lora.rows();
    }

    @Override
    public long columns() {
        return lora.columns();
    }

    @Override
    public OptionalInt innerRank() {
        return lora.innerRank();
    }

    @Override
    public OptionalDouble numerator() {
        return lora.numerator();
    }

    @Override
    public List<HostTensor> tensors() {
        return Stream.concat(lora.tensors().stream(), Stream.of(shift)).toList();
    }

    @Override
    public BiasedLoraModule map(UnaryOperator<HostTensor> change) {
        return new BiasedLoraModule(lora.map(change), change.apply(shift));
    }
}
