package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @TempDir
    Path folder;

    @Test
    void nanAndInfinityAreRefusedWithTheTensorsNameBeforeAnythingIsWritten() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Map<String, HostTensor> tensors =
                    Map.of("good", HostTensor.of(new float[] {1}, 1), "bad", HostTensor.of(new float[] {0, bad}, 2));
            for (DType type : new DType[] {DType.F32, DType.F16, DType.BF16}) {
                assertThatThrownBy(() -> SafetensorsWriter.of(tensors, name -> type))
                        .isInstanceOf(BadInput.class)
                        .hasMessageContainingAll("tensor bad", "element 1 is " + bad, "Nothing was written");
            }
        }
    }

    @Test
    void valuesTooLargeForTheTypeAreRefused() {
        Map<String, HostTensor> tensors = Map.of("big", HostTensor.of(new float[] {-65520}, 1));
        assertThatThrownBy(() -> SafetensorsWriter.of(tensors, name -> DType.F16))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("tensor big as F16", "element 0 is -65520.0", "Write it as F32");
        assertThatThrownBy(() -> SafetensorsWriter.of(
                        Map.of("huge", HostTensor.of(new float[] {Float.MAX_VALUE}, 1)), name -> DType.BF16))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("tensor huge as BF16");
        assertThat(SafetensorsWriter.of(Map.of("most", HostTensor.of(new float[] {65519.99f}, 1)), name -> DType.F16))
                .isNotNull();
    }

    @Test
    void aFolderThatIsMissingIsBadInputAndAnOldFileStaysWhenTheCheckFails() throws IOException {
        SafetensorsWriter writer =
                SafetensorsWriter.of(Map.of("a", HostTensor.of(new float[] {1}, 1)), name -> DType.F32);
        assertThatThrownBy(() -> writer.write(folder.resolve("none/a.safetensors"), new TreeMap<>()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("a.safetensors");
        Path old = Files.writeString(folder.resolve("a.safetensors"), "old");
        assertThatThrownBy(() -> writer.write(old, new TreeMap<>(), written -> {
                    throw new BadInput("not this one");
                }))
                .hasMessage("not this one");
        assertThat(old).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a.safetensors");
    }

    @Test
    void theHeaderEndsAtAMultipleOfEight() throws IOException {
        for (int length = 1; length <= 9; length++) {
            Path file = folder.resolve(length + ".safetensors");
            SafetensorsWriter.of(Map.of("x".repeat(length), HostTensor.of(new float[] {1}, 1)), name -> DType.F32)
                    .write(file, new TreeMap<>());
            assertThat((Files.size(file) - 4) % 8).isZero();
        }
    }

    @Test
    void theHashesAreThoseOfTheBytesOfTheFile() throws IOException, NoSuchAlgorithmException {
        float[] values = new float[400_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 1000 / 1000f;
        }
        SafetensorsWriter writer = SafetensorsWriter.of(
                Map.of("large", HostTensor.of(values, values.length), "small", HostTensor.of(new float[] {2})),
                name -> DType.F32);
        TreeMap<String, String> metadata = new TreeMap<>(Map.of("ss_v2", "False"));
        Path file = folder.resolve("hashed.safetensors");
        writer.write(file, metadata);

        byte[] bytes = Files.readAllBytes(file);
        int data = bytes.length - 1_600_004;
        assertThat(writer.dataSha256()).isEqualTo(sha256(Arrays.copyOfRange(bytes, data, bytes.length)));
        assertThat(writer.legacyHash(metadata))
                .isEqualTo(sha256(Arrays.copyOfRange(bytes, 0x100000, 0x110000)).substring(0, 8));
        assertThat(SafetensorsWriter.of(Map.of("a", HostTensor.of(new float[] {1}, 1)), name -> DType.F32)
                        .legacyHash(metadata))
                .isEqualTo("e3b0c442");
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
