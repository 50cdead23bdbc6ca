package dev.styleseal.file;

import dev.styleseal.error.Message;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;

/** The forms in which a layer's difference is kept. */
public enum AdapterKind {
    /** Two thin matrices; DoRA and LoCon too. */
    LORA,
    /** LoRA, and the difference of the layer's bias. */
    BIASED_LORA,
    /** Two products of thin matrices, multiplied element by element. */
    LOHA,
    /** The Kronecker product of two matrices. */
    LOKR,
    /** The difference itself. */
    FULL,
    /** The difference of a norm's scale and shift. */
    NORM;

    /** As people call several of it. */
    public Message title() {
        return switch (this) {
            case LORA -> Message.of("LoRA");
            case BIASED_LORA -> Message.of("LoRA with biases");
            case LOHA -> Message.of("LoHa");
            case LOKR -> Message.of("LoKr");
            case FULL -> Message.of("full differences");
            case NORM -> Message.of("norms");
        };
    }

    /** That of a module. */
    public static AdapterKind of(AdapterModule module) {
        if (module instanceof LohaModule) {
            return LOHA;
        }
        if (module instanceof LokrModule) {
            return LOKR;
        }
        if (module instanceof FullModule full) {
            return isNorm(full) ? NORM : FULL;
        }
        return module instanceof BiasedLoraModule ? BIASED_LORA : LORA;
    }

    /** By the weight, which only norms have in one dimension; by the name where there is none. */
    private static boolean isNorm(FullModule full) {
        return full.weight()
                .map(weight -> weight.shape().size() == 1)
                .orElseGet(() -> full.path().matches(".*norm[^.]*"));
    }
}
