package dev.styleseal.weights;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.pickle.Value;
import dev.styleseal.weights.pickle.Value.Call;
import dev.styleseal.weights.pickle.Value.Constant;
import dev.styleseal.weights.pickle.Value.Dict;
import dev.styleseal.weights.pickle.Value.Global;
import dev.styleseal.weights.pickle.Value.Items;
import dev.styleseal.weights.pickle.Value.Reference;
import dev.styleseal.weights.pickle.Value.Whole;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what torch would call to make a tensor ({@code torch/_utils.py}) into a checked view of a storage. */
final class TensorCall {
    private static final String PARAMETER = "torch._utils._rebuild_parameter";
    private static final String TYPED = "torch._utils._rebuild_tensor_v3";
    private static final List<String> TENSORS =
            List.of("torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", TYPED);
    private static final int MAX_DIMENSIONS = 16; // networks have up to 5

    /** What torch keeps in untyped storages. */
    private static final Map<String, DType> NEW_TYPES = Map.of(
            "torch.uint16", DType.U16,
            "torch.uint32", DType.U32,
            "torch.uint64", DType.U64,
            "torch.float8_e4m3fn", DType.F8_E4M3,
            "torch.float8_e5m2", DType.F8_E5M2);

    private final PickleFaults faults;
    private final Map<String, Storage> storages;

    TensorCall(PickleFaults faults, Map<String, Storage> storages) {
        this.faults = faults;
        this.storages = storages;
    }

    /** Nothing when the value is no tensor. */
    Optional<StridedTensor> tensor(String name, Value value) {
        if (!(value instanceof Call call)) {
            return Optional.empty();
        }
        String function = call.function().toString();
        if (function.equals(PARAMETER)) {
            boolean holdsTensor = call.arguments().count() > 0
                    && call.arguments().get(0) instanceof Call data
                    && TENSORS.contains(data.function().toString());
            if (!holdsTensor) {
                throw faults.damaged("its parameter {0} holds no tensor", name);
            }
            return tensor(name, call.arguments().get(0));
        }
        return TENSORS.contains(function)
                ? Optional.of(view(name, call.arguments(), function.equals(TYPED)))
                : Optional.empty();
    }

    private StridedTensor view(String name, Items arguments, boolean typed) {
        int metadata = typed ? 7 : 6;
        boolean plain = arguments.count() >= 4
                && arguments.count() <= metadata + 1
                && (arguments.count() <= metadata || isNothing(arguments.get(metadata)));
        if (!plain || !(arguments.get(0) instanceof Reference reference)) {
            throw faults.damaged("its tensor {0} is described in a way that is not known", name);
        }
        Storage storage = storage(name, reference);
        DType dtype = typed ? dtype(name, arguments) : storage.dtype();
        long offset = whole(name, arguments.get(1));
        List<Long> shape = wholes(name, arguments.get(2));
        List<Long> strides = wholes(name, arguments.get(3));
        if (shape.size() != strides.size() || shape.size() > MAX_DIMENSIONS) {
            throw faults.damaged("its tensor {0} has {1} sizes and {2} strides", name, shape.size(), strides.size());
        }
        long available = storage.byteCount() / dtype.bytes();
        long elements = elements(shape);
        boolean fits = elements == 0
                ? offset <= available
                : elements <= available && lastElement(offset, shape, strides) < available;
        if (!fits) {
            throw faults.damaged(
                    "its tensor {0} of shape {1}, strides {2} and offset {3} does not fit into its storage of {4} elements",
                    name, shape, strides, offset, available);
        }
        TensorEntry entry = new TensorEntry(
                name, dtype, shape, storage.offset() + offset * dtype.bytes(), elements * dtype.bytes());
        return new StridedTensor(entry, strides);
    }

    /** Metadata says that a tensor is to be negated or conjugated; nothing else may stand there. */
    private static boolean isNothing(Value value) {
        return value == Constant.NONE
                || (value instanceof Dict dict && dict.entries().isEmpty());
    }

    private Storage storage(String name, Reference reference) {
        return StorageReference.of(reference)
                .map(wanted -> storages.get(wanted.key()))
                .orElseThrow(() -> faults.damaged("its tensor {0} has no storage", name));
    }

    private DType dtype(String name, Items arguments) {
        String type = arguments.count() > 6 && arguments.get(6) instanceof Global global ? global.toString() : "";
        DType dtype = NEW_TYPES.get(type);
        if (dtype == null) {
            throw faults.damaged("its tensor {0} is of the type {1}, which is not known here", name, type);
        }
        return dtype;
    }

    private List<Long> wholes(String name, Value value) {
        // A torch.Size is its one argument.
        Value list = value instanceof Call call
                        && call.function().toString().equals("torch.Size")
                        && call.arguments().count() == 1
                ? call.arguments().get(0)
                : value;
        if (!(list instanceof Items items) || items.count() > MAX_DIMENSIONS) {
            throw faults.damaged("its tensor {0} has no list of at most {1} sizes", name, MAX_DIMENSIONS);
        }
        List<Long> wholes = new ArrayList<>();
        for (int i = 0; i < items.count(); i++) {
            wholes.add(whole(name, items.get(i)));
        }
        return wholes;
    }

    private long whole(String name, Value value) {
        if (value instanceof Whole whole
                && whole.value().signum() >= 0
                && whole.value().bitLength() < Long.SIZE) {
            return whole.value().longValue();
        }
        throw notASize(name, value);
    }

    private CorruptFile notASize(String name, Value value) {
        BigInteger found = value instanceof Whole whole ? whole.value() : BigInteger.ZERO;
        return value instanceof Whole
                ? faults.damaged("its tensor {0} has the size, stride or offset {1}", name, found)
                : faults.damaged("its tensor {0} has a size that is no whole number", name);
    }

    /** The largest number where there are more. */
    private static long elements(List<Long> shape) {
        if (shape.contains(0L)) {
            return 0;
        }
        long product = 1;
        for (long size : shape) {
            if (Math.multiplyHigh(product, size) != 0 || product * size < 0) {
                return Long.MAX_VALUE;
            }
            product *= size;
        }
        return product;
    }

    private static long lastElement(long offset, List<Long> shape, List<Long> strides) {
        BigInteger last = BigInteger.valueOf(offset);
        for (int i = 0; i < shape.size(); i++) {
            last = last.add(BigInteger.valueOf(shape.get(i) - 1).multiply(BigInteger.valueOf(strides.get(i))));
        }
        return last.bitLength() < Long.SIZE ? last.longValue() : Long.MAX_VALUE;
    }
}
