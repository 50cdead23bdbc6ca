package dev.styleseal.weights.pickle;

import dev.styleseal.weights.pickle.Value.Global;
import java.util.Map;
import java.util.Set;

/**
 * The names that may occur in a pickle: those that torch.save writes for tensors, and what training frameworks put beside
 * them. A name is only a name here; those of functions may also stand with arguments.
 */
final class Globals {
    static final Global ORDERED_DICT = new Global("collections", "OrderedDict");
    static final Global ENCODE = new Global("_codecs", "encode");
    static final Global NUMPY_DTYPE = new Global("numpy", "dtype");

    private static final Map<String, Set<String>> FUNCTIONS = Map.of(
            "collections", Set.of("OrderedDict"),
            "_codecs", Set.of("encode"), // how protocol 2 writes bytes
            "torch", Set.of("Size", "device"),
            "torch._utils", Set.of("_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_parameter"),
            "numpy", Set.of("dtype"),
            "numpy.core.multiarray", Set.of("scalar"),
            "numpy._core.multiarray", Set.of("scalar"));

    private static final Map<String, Set<String>> NAMES = Map.of(
            "torch",
            Set.of(
                    "FloatStorage",
                    "HalfStorage",
                    "BFloat16Storage",
                    "DoubleStorage",
                    "LongStorage",
                    "IntStorage",
                    "ShortStorage",
                    "CharStorage",
                    "ByteStorage",
                    "BoolStorage",
                    "float32",
                    "float16",
                    "bfloat16",
                    "float64",
                    "int64",
                    "int32",
                    "int16",
                    "int8",
                    "uint8",
                    "bool",
                    "uint16",
                    "uint32",
                    "uint64",
                    "float8_e4m3fn",
                    "float8_e5m2"),
            "torch.storage",
            Set.of("UntypedStorage"),
            // the key under which the first Stable Diffusion checkpoints keep notes of their training
            "pytorch_lightning.callbacks.model_checkpoint",
            Set.of("ModelCheckpoint"));

    private Globals() {}

    static boolean isKnown(Global global) {
        return isFunction(global)
                || NAMES.getOrDefault(global.module(), Set.of()).contains(global.name());
    }

    static boolean isFunction(Global global) {
        return FUNCTIONS.getOrDefault(global.module(), Set.of()).contains(global.name());
    }
}
