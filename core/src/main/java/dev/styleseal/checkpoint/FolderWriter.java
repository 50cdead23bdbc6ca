package dev.styleseal.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.io.AtomicFile;
import dev.styleseal.io.Reason;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.StreamedTensor;
import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes a model as a diffusers folder, under a name of its own first, so that nobody ever sees half of it. */
final class FolderWriter {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Transformers reads only files that say so. */
    private static final SortedMap<String, String> METADATA = new TreeMap<>(Map.of("format", "pt"));

    private final Conversion conversion;
    private final ModelConversion.Tokenizers tokenizers;
    private final Meter meter;

    FolderWriter(Conversion conversion, ModelConversion.Tokenizers tokenizers, Meter meter) {
        this.conversion = conversion;
        this.tokenizers = tokenizers;
        this.meter = meter;
    }

    /** Writes and compares; returns what to tell the user. */
    List<Message> write(ModelSource source, PredictionType prediction, boolean zeroTerminalSnr) {
        Path output = conversion.output().toAbsolutePath();
        Path temporary = beside(output);
        Path before = beside(output);
        try {
            Files.createDirectory(temporary);
            try {
                List<Message> remarks = fill(temporary, source, prediction, zeroTerminalSnr);
                if (conversion.overwrite() && Files.exists(output)) {
                    Files.move(output, before, StandardCopyOption.ATOMIC_MOVE);
                }
                try {
                    Files.move(temporary, output, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException e) {
                    if (Files.exists(before)) {
                        Files.move(before, output, StandardCopyOption.ATOMIC_MOVE);
                    }
                    throw e;
                }
                remove(before);
                return remarks;
            } finally {
                remove(temporary);
            }
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot write {0}: {1}. Nothing was changed there. Expected a folder that you may write to, with "
                            + "enough free space. Free some space or choose another folder.",
                    conversion.output(),
                    Reason.of(e));
        }
    }

    private static Path beside(Path output) {
        return output.resolveSibling(".styleseal-" + UUID.randomUUID() + ".tmp");
    }

    private List<Message> fill(Path folder, ModelSource source, PredictionType prediction, boolean zeroTerminalSnr)
            throws IOException {
        Map<Component, Map<String, ModelTensor>> tensors = source.tensors();
        for (Map.Entry<Component, Map<String, ModelTensor>> part : tensors.entrySet()) {
            Component component = part.getKey();
            Path inside = Files.createDirectory(folder.resolve(component.folder()));
            write(inside.resolve("config.json"), source.config(component));
            write(inside.resolve(weightsName(component)), component, part.getValue());
        }
        ObjectNode scheduler = source.scheduler(prediction, zeroTerminalSnr);
        write(Files.createDirectory(folder.resolve("scheduler")).resolve("scheduler_config.json"), scheduler);
        List<Message> remarks = new ArrayList<>();
        for (Component component : tensors.keySet()) {
            if (component == Component.TEXT_ENCODER || component == Component.TEXT_ENCODER_2) {
                writeTokenizer(folder, source, component);
            }
        }
        for (Component missing : Component.values()) {
            if (!tensors.containsKey(missing)
                    && (missing != Component.TEXT_ENCODER_2 || source.architecture() == Architecture.SDXL)) {
                remarks.add(Message.of(
                        "the model has no {0}: put one into the folder before it is used", missing.folder()));
            }
        }
        write(
                folder.resolve("model_index.json"),
                Pipeline.index(
                        source.architecture(), scheduler.path("_class_name").asText(), tensors.keySet()));
        return remarks;
    }

    private static String weightsName(Component component) {
        return switch (component) {
            case UNET, VAE -> "diffusion_pytorch_model.safetensors";
            case TEXT_ENCODER, TEXT_ENCODER_2 -> "model.safetensors";
        };
    }

    private static void write(Path file, ObjectNode json) {
        try {
            AtomicFile.write(file, JSON.writeValueAsString(json) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Path file, Component component, Map<String, ModelTensor> tensors) {
        List<StreamedTensor> streamed = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            DType dtype = ModelConversion.dtype(conversion, tensor);
            streamed.add(new StreamedTensor(
                    name, dtype, tensor.shape(), sink -> tensor.putTo(dtype, false, meter.counted(sink))));
        });
        SafetensorsWriter.streamed(streamed).write(file, METADATA, written -> {
            try (TensorFile found = TensorFile.open(written)) {
                Map<String, ModelTensor> named = new LinkedHashMap<>();
                found.entries().keySet().forEach(name -> named.put(name, ModelTensor.whole(found, name, name)));
                new Comparison(conversion.output(), meter).require(component, tensors, named);
            }
        });
    }

    private void writeTokenizer(Path folder, ModelSource source, Component component) throws IOException {
        String name = component.folder().replace("text_encoder", "tokenizer");
        Path target = Files.createDirectory(folder.resolve(name));
        if (source.tokenizers().isEmpty()) {
            boolean openClip = component == Component.TEXT_ENCODER_2 || source.architecture() == Architecture.SD2;
            tokenizers.write(
                    target, openClip ? ModelConversion.Padding.FIRST_TOKEN : ModelConversion.Padding.END_OF_TEXT);
            return;
        }
        Path from = source.tokenizers().get().resolve(name);
        if (!Files.isDirectory(from)) {
            throw new BadInput(
                    "Cannot copy the tokenizer of {0}: there is no folder {1}. Expected one as in every diffusers model. "
                            + "Fetch the model again.",
                    source.path(), from);
        }
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
