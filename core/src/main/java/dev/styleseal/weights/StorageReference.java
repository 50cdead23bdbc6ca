package dev.styleseal.weights;

import dev.styleseal.weights.pickle.Value;
import dev.styleseal.weights.pickle.Value.Constant;
import dev.styleseal.weights.pickle.Value.Global;
import dev.styleseal.weights.pickle.Value.Items;
import dev.styleseal.weights.pickle.Value.Text;
import dev.styleseal.weights.pickle.Value.Whole;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * How torch.save names a storage: {@code ("storage", class, key, device, elements)}, in the old format with the part of
 * another storage that it is, or None.
 *
 * @param key its name in the file
 * @param dtype of its elements; those of an UntypedStorage are bytes
 * @param elements how many it is said to have
 */
record StorageReference(String key, DType dtype, long elements) {
    private static final Map<String, DType> TYPES = Map.ofEntries(
            Map.entry("torch.FloatStorage", DType.F32),
            Map.entry("torch.HalfStorage", DType.F16),
            Map.entry("torch.BFloat16Storage", DType.BF16),
            Map.entry("torch.DoubleStorage", DType.F64),
            Map.entry("torch.LongStorage", DType.I64),
            Map.entry("torch.IntStorage", DType.I32),
            Map.entry("torch.ShortStorage", DType.I16),
            Map.entry("torch.CharStorage", DType.I8),
            Map.entry("torch.ByteStorage", DType.U8),
            Map.entry("torch.BoolStorage", DType.BOOL),
            Map.entry("torch.storage.UntypedStorage", DType.U8));

    /** Nothing when the reference is not of this form. */
    static Optional<StorageReference> of(Value.Reference reference) {
        Items id = reference.id();
        boolean whole = id.count() == 5 || (id.count() == 6 && id.get(5) == Constant.NONE);
        if (whole
                && id.get(0) instanceof Text kind
                && kind.text().equals("storage")
                && id.get(1) instanceof Global type
                && TYPES.containsKey(type.toString())
                && id.get(2) instanceof Text key
                && id.get(4) instanceof Whole elements
                && elements.value().signum() >= 0
                && elements.value().compareTo(BigInteger.valueOf(Long.MAX_VALUE / Double.BYTES)) <= 0) {
            DType dtype = TYPES.get(type.toString());
            return Optional.of(
                    new StorageReference(key.text(), dtype, elements.value().longValue()));
        }
        return Optional.empty();
    }

    long byteCount() {
        return elements * dtype.bytes();
    }
}
