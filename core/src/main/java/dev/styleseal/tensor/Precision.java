package dev.styleseal.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How the large matrix products of a network are computed and its matrices kept. */
public enum Precision {
    /** 32 bits: the numbers of the reference. */
    FLOAT32("float32", ScalarType.Float),
    /** 16 bits with the range of float32 and 8 bits of mantissa. */
    BF16("bf16", ScalarType.BFloat16),
    /** 16 bits with 11 bits of mantissa and a range that ends at 65504. */
    FP16("fp16", ScalarType.Half);

    private final String label;
    private final ScalarType type;

    Precision(String label, ScalarType type) {
        this.label = label;
        this.type = type;
    }

    /** The precision that users call so; {@link Placement#choose} has checked that there is one. */
    static Precision named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label.equals(label))
                .findFirst()
                .orElseThrow();
    }

    /** What users call it. */
    public String label() {
        return label;
    }

    /** Whether a kernel makes sense in this precision: points of kernels lose too much in 16 bits. */
    public boolean has(Kernel kernel) {
        return switch (kernel) {
            case WINOGRAD -> this == FLOAT32;
            case EXACT -> this != FLOAT32;
            default -> true;
        };
    }

    /** Of a libtorch tensor. */
    ScalarType type() {
        return type;
    }
}
