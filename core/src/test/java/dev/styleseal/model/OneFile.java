package dev.styleseal.model;

import dev.styleseal.checkpoint.Architecture;
import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.OriginalTensor;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.WeightFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes models of diffusers as one file, in memory and therefore small ones. */
final class OneFile {
    private final Architecture architecture;
    private final Map<String, HostTensor> tensors = new TreeMap<>();
    private final Map<String, DType> types = new HashMap<>();

    OneFile(Architecture architecture) {
        this.architecture = architecture;
    }

    /** All networks of a folder, in float32. */
    static OneFile of(Path model, Architecture architecture) {
        OneFile file = new OneFile(architecture);
        for (Component component : Component.values()) {
            if (Files.isDirectory(model.resolve(component.folder()))) {
                file.with(model, component, DType.F32);
            }
        }
        return file;
    }

    OneFile with(Path model, Component component, DType type) {
        Map<String, HostTensor> parts = new TreeMap<>();
        try (WeightFolder folder = WeightFolder.open(model.resolve(component.folder()))) {
            folder.entries().keySet().forEach(name -> parts.put(name, folder.floats(name)));
        }
        parts.remove("text_model.embeddings.position_ids");
        Map<String, List<Long>> shapes = new TreeMap<>();
        parts.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        for (OriginalTensor original : OriginalTensor.of(model, architecture, component, shapes)) {
            tensors.put(original.name(), joined(original, parts));
            types.put(original.name(), type);
        }
        return this;
    }

    private static HostTensor joined(OriginalTensor original, Map<String, HostTensor> parts) {
        HostTensor first = Objects.requireNonNull(parts.get(original.parts().get(0)));
        int size = first.values().length;
        float[] values = new float[size * original.parts().size()];
        for (int i = 0; i < original.parts().size(); i++) {
            float[] part =
                    Objects.requireNonNull(parts.get(original.parts().get(i))).values();
            System.arraycopy(part, 0, values, i * size, size);
        }
        return new HostTensor(original.shape(), original.transposed() ? turned(values, first.shape()) : values);
    }

    private static float[] turned(float[] values, List<Long> shape) {
        int rows = shape.get(0).intValue();
        int columns = shape.get(1).intValue();
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            turned[i % columns * rows + Math.floorDiv(i, columns)] = values[i];
        }
        return turned;
    }

    OneFile without(String prefix) {
        tensors.keySet().removeIf(name -> name.startsWith(prefix));
        return this;
    }

    OneFile with(String name, HostTensor tensor) {
        tensors.put(name, tensor);
        return this;
    }

    /** The names as they are, each changed. */
    OneFile renamed(Function<String, String> change) {
        Map<String, HostTensor> before = new TreeMap<>(tensors);
        tensors.clear();
        before.forEach((name, tensor) -> tensors.put(change.apply(name), tensor));
        return this;
    }

    Path write(Path target) {
        SafetensorsWriter.of(tensors, name -> types.getOrDefault(name, DType.F32))
                .write(target, new TreeMap<>());
        return target;
    }
}
