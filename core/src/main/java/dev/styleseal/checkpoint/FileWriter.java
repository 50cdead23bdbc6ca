package dev.styleseal.checkpoint;

import dev.styleseal.error.Message;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.StreamedTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a model as one file in the original names. */
final class FileWriter {
    private final Conversion conversion;
    private final Meter meter;

    FileWriter(Conversion conversion, Meter meter) {
        this.conversion = conversion;
        this.meter = meter;
    }

    /** Writes and compares; returns what to tell the user. */
    List<Message> write(ModelSource source, PredictionType prediction, boolean zeroTerminalSnr) {
        Map<Component, Map<String, ModelTensor>> tensors = source.tensors();
        List<StreamedTensor> streamed = new ArrayList<>();
        Map<Component, Shapes> shapes = new EnumMap<>(Component.class);
        tensors.forEach((component, named) -> {
            shapes.put(component, ModelTensor.shapes(source.path(), named));
            OriginalTensor.of(
                            source.path(),
                            source.architecture(),
                            component,
                            ModelTensor.shapes(source.path(), named).sizes())
                    .forEach(tensor -> streamed.add(streamed(tensor, named)));
        });
        if (source.architecture() == Architecture.SDXL) {
            if (prediction == PredictionType.V_PREDICTION) {
                streamed.add(mark("v_pred"));
            }
            if (zeroTerminalSnr) {
                streamed.add(mark("ztsnr"));
            }
        }
        SortedMap<String, String> metadata =
                OneFileMetadata.of(source.architecture(), prediction, zeroTerminalSnr, source.metadata());
        SafetensorsWriter.streamed(streamed).write(conversion.output(), metadata, written -> compare(written, tensors));
        return OneFileLoss.of(new ModelShapes(source.architecture(), shapes), prediction, source::config);
    }

    /** Programs look for these keys in files of SDXL; their values mean nothing. */
    private static StreamedTensor mark(String name) {
        return new StreamedTensor(name, DType.F32, List.of(0L), sink -> {});
    }

    private StreamedTensor streamed(OriginalTensor tensor, Map<String, ModelTensor> named) {
        List<ModelTensor> parts = tensor.parts().stream()
                .map(part -> Objects.requireNonNull(named.get(part)))
                .toList();
        DType dtype = ModelConversion.dtype(conversion, parts.get(0));
        // Parts of different types meet in one that holds all of them.
        boolean same = parts.stream().allMatch(part -> ModelConversion.dtype(conversion, part) == dtype);
        DType target = same ? dtype : DType.F32;
        return new StreamedTensor(tensor.name(), target, tensor.shape(), sink -> {
            for (ModelTensor part : parts) {
                part.putTo(target, tensor.transposed(), meter.counted(sink));
            }
        });
    }

    private void compare(Path written, Map<Component, Map<String, ModelTensor>> tensors) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(written)) {
            Map<Component, Map<String, ModelTensor>> found = new FileModel(checkpoint, Optional.empty()).tensors();
            for (Map.Entry<Component, Map<String, ModelTensor>> component : tensors.entrySet()) {
                new Comparison(conversion.output(), meter)
                        .require(
                                component.getKey(),
                                component.getValue(),
                                found.getOrDefault(component.getKey(), new TreeMap<>()));
            }
        }
    }
}
