package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * What one layer of the base has learnt, as plain numbers, in one of the forms that adapters have. Immutable; may be
 * shared between threads.
 */
public sealed interface AdapterModule permits LoraModule, BiasedLoraModule, LohaModule, LokrModule, FullModule {
    /**
     * The layer: component, dot, name in a diffusers model, such as {@code
     * unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q} or {@code
     * text_encoder.text_model.encoder.layers.0.self_attn.q_proj}.
     */
    String path();

    /** Lengths of the weight's rows or columns, if it is a DoRA. */
    Optional<DoraMagnitude> magnitude();

    /** Difference of the layer's bias [out], if that changes too. */
    default Optional<HostTensor> bias() {
        return Optional.empty();
    }

    /** Rows of the weight's difference, which are the layer's outputs; 0 where only the bias changes. */
    long rows();

    /** Columns of the weight's difference: inputs, times the places of a kernel; 0 where only the bias changes. */
    long columns();

    /** Inner width, where there is one. */
    OptionalInt innerRank();

    /** Numerator of the scale, where there is one. */
    OptionalDouble numerator();

    /** All learnt tensors, lengths included. */
    List<HostTensor> tensors();

    /** The same module with other values; {@code change} keeps shapes. */
    AdapterModule map(UnaryOperator<HostTensor> change);

    /** Number of learnt values. */
    default long parameters() {
        return tensors().stream()
                .mapToLong(tensor -> (long) tensor.values().length)
                .sum();
    }
}
