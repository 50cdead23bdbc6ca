package dev.styleseal.cli;

import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A model so small that every command takes a second, and pictures. */
final class Fixtures {
    /** Stable Diffusion 1 in shape, for pictures of 32 pixels; its weights are random. */
    static final Path MODEL = Path.of("../core/src/test/resources/reference/sd1/model")
            .toAbsolutePath()
            .normalize();

    private static final Path SAMPLES =
            Path.of("../samples/fluent/train").toAbsolutePath().normalize();

    private Fixtures() {}

    /** A new folder with the first few of the sample pictures and their captions. */
    static Path pictures(Path parent, int count) {
        try {
            Path folder = Files.createDirectories(parent.resolve("pictures"));
            try (Stream<Path> files = Files.list(SAMPLES)) {
                for (Path file : files.sorted().limit(2L * count).toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the model with other tensors in its UNet. */
    static Path modelWithUnet(Path parent, Consumer<Map<String, HostTensor>> change) {
        try {
            Path copy = parent.resolve("model");
            try (Stream<Path> files = Files.walk(MODEL)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(MODEL.relativize(file).toString()));
                }
            }
            Path weights = copy.resolve("unet").resolve("diffusion_pytorch_model.safetensors");
            Map<String, HostTensor> tensors = new TreeMap<>();
            try (SafetensorsFile file = SafetensorsFile.open(weights)) {
                file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
            }
            change.accept(tensors);
            SafetensorsWriter.of(tensors, name -> DType.F32).write(weights, new TreeMap<>());
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
