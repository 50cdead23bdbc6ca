package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Interrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
    private static final Path MIXED = Path.of("src/test/resources/weights/mixed.safetensors");

    @TempDir
    Path folder;

    @Test
    void aFileOfThePythonPackageIsReadAsItWasWritten() {
        try (SafetensorsFile file = SafetensorsFile.open(MIXED)) {
            assertThat(file.metadata()).isEqualTo(Map.of("автор", "line\nbreak \"quoted\" \\ 🎨 \u0001"));
            assertThat(file.entries().keySet())
                    .containsExactly(
                            "c.weight", "empty", "z.alpha", "имя \"ключа\"\n", "m.brain", "a.weight", "b.weight");
            assertThat(file.floats("a.weight")).isEqualTo(HostTensor.of(new float[] {-1, -0.5f, 0, 0.5f}, 4));
            assertThat(file.floats("b.weight")).isEqualTo(HostTensor.of(ramp(6, 0.25f), 2, 3));
            assertThat(file.floats("m.brain")).isEqualTo(HostTensor.of(ramp(5, 0.125f), 5));
            assertThat(file.floats("z.alpha")).isEqualTo(HostTensor.of(new float[] {4}));
            assertThat(file.floats("empty")).isEqualTo(HostTensor.of(new float[0], 0, 7));
            assertThat(file.entry("b.weight").dtype()).isEqualTo(DType.F16);
            assertThat(file.entry("b.weight").shape()).containsExactly(2L, 3L);
            assertThat(file.entry("b.weight").elements()).isEqualTo(6);
        }
    }

    @Test
    void whatWeWriteIsByteForByteTheFileOfThePythonPackage() throws IOException {
        Map<String, HostTensor> tensors = Map.of(
                "b.weight", HostTensor.of(ramp(6, 0.25f), 2, 3),
                "a.weight", HostTensor.of(ramp(4, 0.5f), 4),
                "z.alpha", HostTensor.of(new float[] {4}),
                "m.brain", HostTensor.of(ramp(5, 0.125f), 5),
                "c.weight", HostTensor.of(ramp(3, 0.1f), 3),
                "empty", HostTensor.of(new float[0], 0, 7),
                "имя \"ключа\"\n", HostTensor.of(ramp(1, 1), 1));
        Map<String, DType> halves = Map.of("b.weight", DType.F16, "a.weight", DType.F16, "m.brain", DType.BF16);
        SafetensorsWriter writer = SafetensorsWriter.of(tensors, name -> halves.getOrDefault(name, DType.F32));
        Path written = folder.resolve("written.safetensors");

        writer.write(written, new TreeMap<>(Map.of("автор", "line\nbreak \"quoted\" \\ 🎨 \u0001")));

        assertThat(written).hasSameBinaryContentAs(MIXED);
        try (SafetensorsFile file = SafetensorsFile.open(written)) {
            assertThat(file.dataSha256()).isEqualTo(writer.dataSha256());
        }
    }

    @Test
    void partsOfATensorAreReadIntoTheBufferGiven() {
        try (SafetensorsFile file = SafetensorsFile.open(MIXED)) {
            TensorEntry entry = file.entry("c.weight");
            ByteBuffer all = ByteBuffer.allocateDirect(12).order(ByteOrder.LITTLE_ENDIAN);
            file.read(entry, all);
            assertThat(all.getFloat(8)).isEqualTo(2 * 0.1f - 1);
            ByteBuffer last = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            file.read(entry, 8, last);
            assertThat(last.getFloat(0)).isEqualTo(2 * 0.1f - 1);
            assertThatThrownBy(() -> file.read(entry, ByteBuffer.allocate(11)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.read(entry, 9, ByteBuffer.allocate(4)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void tensorsBehindTwoGigabytesAreRead() throws IOException {
        Path file = folder.resolve("large.safetensors");
        long large = (1L << 31) + 100;
        String json = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + large + "],\"data_offsets\":[0," + large
                + "]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + large + "," + (large + 8) + "]}}";
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, json.length()));
            channel.write(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
            ByteBuffer tail = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            channel.write(tail.putFloat(1.5f).putFloat(-2).flip(), 8 + json.length() + large);
        }
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            assertThat(opened.floats("b").values()).containsExactly(1.5f, -2);
            ByteBuffer end = ByteBuffer.allocate(1);
            opened.read(opened.entry("a"), large - 1, end);
            assertThatThrownBy(() -> opened.floats("a"))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("tensor a has " + large + " elements");
        }
    }

    @Test
    void wholeNumbersAndDoublesBecomeFloats() throws IOException {
        String json = "{\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"l\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]},"
                + "\"u\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[16,17]},"
                + "\"x\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[17,18]}}";
        Path path = folder.resolve("types.safetensors");
        Files.write(
                path,
                ByteBuffer.allocate(8 + json.length() + 18)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(json.length())
                        .put(json.getBytes(StandardCharsets.UTF_8))
                        .putDouble(0.1)
                        .putLong(-3)
                        .put((byte) 200)
                        .put((byte) 1)
                        .array());
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.floats("d").values()).containsExactly(0.1f);
            assertThat(file.floats("l").values()).containsExactly(-3);
            assertThat(file.floats("u").values()).containsExactly(200);
            assertThatThrownBy(() -> file.floats("x"))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContainingAll("tensor x is stored as F8_E4M3", "Expected F32, F16, BF16");
            assertThatThrownBy(() -> file.floats("y"))
                    .isInstanceOf(CorruptFile.class)
                    .hasMessageContaining("there is no tensor y among its 4");
        }
    }

    @Test
    void aFileThatBecomesShorterWhileItIsOpenIsCorrupt() throws IOException {
        Path copy = Files.copy(MIXED, folder.resolve("copy.safetensors"));
        try (SafetensorsFile file = SafetensorsFile.open(copy);
                FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
            assertThatThrownBy(() -> file.floats("b.weight"))
                    .isInstanceOf(CorruptFile.class)
                    .hasMessageContainingAll("copy.safetensors", "became shorter while it was read");
            assertThatThrownBy(file::dataSha256).isInstanceOf(CorruptFile.class);
        }
    }

    @Test
    void anInterruptedReadEndsAndLeavesTheFileAlone() {
        try (SafetensorsFile file = SafetensorsFile.open(MIXED)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> file.floats("b.weight"))
                    .isInstanceOf(Interrupted.class)
                    .hasMessageContaining("Reading " + MIXED + " was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingTwiceIsHarmless() {
        SafetensorsFile file = SafetensorsFile.open(MIXED);
        file.close();
        file.close();
        assertThatThrownBy(() -> file.floats("c.weight")).isInstanceOf(BadInput.class);
    }

    @Test
    void aTensorChecksItsShape() {
        assertThatThrownBy(() -> HostTensor.of(new float[3], 2, 2)).hasMessageContaining("does not fit 3 values");
        assertThatThrownBy(() -> HostTensor.of(new float[4], -2, -2)).hasMessageContaining("negative size");
        assertThat(HostTensor.of(new float[] {1, Float.NaN}, 2).firstNotFinite())
                .hasValue(1);
        assertThat(new HostTensor(List.of(2L), new float[] {1, 2}).firstNotFinite())
                .isEmpty();
    }

    private static float[] ramp(int count, float step) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i * step - 1;
        }
        return values;
    }
}
