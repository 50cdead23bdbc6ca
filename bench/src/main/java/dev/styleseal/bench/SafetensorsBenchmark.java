package dev.styleseal.bench;

import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A seal of SD 1.5's size read whole: header, then 256 tensors as float32. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class SafetensorsBenchmark {
    private static final int TENSORS = 256;
    private static final int RANK = 16;
    private static final int WIDTH = 1280;

    /** How values are stored. */
    @Param({"F16", "F32"})
    private DType type = DType.F16;

    private Path file = Path.of("");

    /** Writes the file. */
    @Setup
    public void open() throws IOException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        for (int i = 0; i < TENSORS; i++) {
            tensors.put("tensor" + i, HostTensor.of(new float[RANK * WIDTH], RANK, WIDTH));
        }
        file = Files.createTempDirectory("bench").resolve("seal.safetensors");
        SafetensorsWriter.of(tensors, name -> type).write(file, new TreeMap<>());
    }

    /** All values. */
    @Benchmark
    public double read() {
        double sum = 0;
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            for (String name : opened.entries().keySet()) {
                sum += opened.floats(name).values()[0];
            }
        }
        return sum;
    }

    /** Deletes it. */
    @TearDown
    public void close() throws IOException {
        Files.delete(file);
        Files.delete(Objects.requireNonNull(file.getParent()));
    }
}
