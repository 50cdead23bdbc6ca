package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers as an attacker, a broken disk or an interrupted download would leave them. */
class SafetensorsHeaderTest {
    @TempDir
    Path folder;

    @Test
    void aFileOfThreeBytesIsTooShort() throws IOException {
        assertRefused(bytes(new byte[3]), "has 3 bytes", "8 bytes for the length");
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() throws IOException {
        assertRefused(file(1000, "{}", 0), "claims 1000 bytes", "the file has 10 bytes");
    }

    @Test
    void aHeaderOfNegativeLengthIsRefused() throws IOException {
        assertRefused(file(-1, "{}", 0), "claims 18446744073709551615 bytes");
    }

    @Test
    void aHeaderOverAHundredMegabytesIsRefused() throws IOException {
        Path file = folder.resolve("long.safetensors");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 100_000_001));
            channel.write(ByteBuffer.allocate(1), 100_000_100);
        }
        assertRefused(file, "claims 100000001 bytes", "at most 100000000");
    }

    @Test
    void aGitLfsPointerIsNamed() throws IOException {
        assertRefused(
                bytes("version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.UTF_8)), "git lfs pull");
    }

    @Test
    void aZipAPickleAWebPageAndGgufAreNamed() throws IOException {
        assertRefused(bytes("PK\u0003\u0004abcdefgh".getBytes(StandardCharsets.ISO_8859_1)), "zip file");
        assertRefused(bytes("\u0080\u0002}q\u0000abcdefgh".getBytes(StandardCharsets.ISO_8859_1)), "pickle");
        assertRefused(bytes("<!DOCTYPE html>".getBytes(StandardCharsets.ISO_8859_1)), "web page");
        assertRefused(bytes("GGUF\u0003abcdefgh".getBytes(StandardCharsets.ISO_8859_1)), "GGUF");
    }

    @Test
    void aHeaderThatIsNoJsonIsRefused() throws IOException {
        assertRefused(file("{\"a\":", 0), "no JSON");
        assertRefused(file("hello", 0), "no JSON");
        assertRefused(file("[]", 0), "the header holds [", "Expected a JSON object");
        assertRefused(file("", 0), "the header holds nothing");
    }

    @Test
    void aHeaderThatIsNoUtf8IsRefused() throws IOException {
        byte[] json = "{\"\u00ff\":1}".getBytes(StandardCharsets.ISO_8859_1);
        assertRefused(file(json.length, json, 0), "not valid UTF-8");
        byte[] wide = "{}".getBytes(StandardCharsets.UTF_16LE);
        assertRefused(file(wide.length, wide, 0), "no JSON");
    }

    @Test
    void somethingBehindTheHeaderObjectIsRefused() throws IOException {
        assertRefused(file("{} {}", 0), "something follows");
    }

    @Test
    void aNameGivenTwiceIsRefused() throws IOException {
        String tensor = entry("a", "F32", "[1]", 0, 4);
        assertRefused(file("{" + tensor + "," + tensor + "}", 4), "\"a\" stands twice in the header");
        assertRefused(file("{\"__metadata__\":{},\"__metadata__\":{}}", 0), "\"__metadata__\" stands twice");
        assertRefused(file("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", 0), "\"k\" stands twice in __metadata__");
        assertRefused(
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
                "\"shape\" stands twice in tensor a");
        assertRefused(
                file("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
                "tensor a is described by 2 dtype");
    }

    @Test
    void overlappingTensorsAreRefused() throws IOException {
        assertRefused(
                file("{" + entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[2]", 4, 12) + "}", 12),
                "tensor b begins at byte",
                "inside of tensor a");
        assertRefused(
                file("{" + entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[2]", 0, 8) + "}", 8),
                "inside of tensor a");
    }

    @Test
    void bytesThatBelongToNoTensorAreRefused() throws IOException {
        assertRefused(
                file("{" + entry("a", "F32", "[1]", 0, 4) + "," + entry("b", "F32", "[1]", 8, 12) + "}", 12),
                "belong to no tensor");
        assertRefused(file("{" + entry("a", "F32", "[1]", 4, 8) + "}", 8), "belong to no tensor");
        assertRefused(file("{" + entry("a", "F32", "[1]", 0, 4) + "}", 5), "belong to no tensor");
        assertRefused(file("{}", 1), "belong to no tensor");
    }

    @Test
    void aTruncatedFileIsRefusedWithTheTensorThatIsMissing() throws IOException {
        assertRefused(
                file("{" + entry("a", "F32", "[4]", 0, 16) + "}", 15),
                "tensor a",
                "bytes 0 to 16",
                "which has 15 bytes");
    }

    @Test
    void offsetsInTheWrongOrderAreRefused() throws IOException {
        assertRefused(file("{" + entry("a", "F32", "[1]", 4, 0) + "}", 4), "bytes 4 to 0");
    }

    @Test
    void negativeAndHugeNumbersAreRefused() throws IOException {
        assertRefused(file("{" + entry("a", "F32", "[-1]", 0, 4) + "}", 4), "shape of tensor a holds -1");
        assertRefused(file("{" + entry("a", "F32", "[1]", -4, 0) + "}", 4), "data_offsets of tensor a holds -4");
        assertRefused(file("{" + entry("a", "F32", "[1.5]", 0, 4) + "}", 4), "holds 1.5");
        assertRefused(file("{" + entry("a", "F32", "[99999999999999999999]", 0, 4) + "}", 4), "whole numbers from 0");
        assertRefused(file("{" + entry("a", "F32", "[4611686018427387904,4]", 0, 4) + "}", 4), "elements times 4");
        assertRefused(file("{" + entry("a", "F32", "[4294967296,4294967296]", 0, 0) + "}", 0), "elements times 4");
        assertRefused(file("{" + entry("a", "U8", "[9223372036854775807]", 0, Long.MAX_VALUE) + "}", 4), "tensor a");
    }

    @Test
    void aShapeThatDoesNotFitTheBytesIsRefused() throws IOException {
        assertRefused(
                file("{" + entry("a", "F16", "[2,3]", 0, 8) + "}", 8),
                "tensor a of type F16 and shape [2, 3] has 8 bytes",
                "elements times 2");
    }

    @Test
    void anUnknownTypeIsRefused() throws IOException {
        assertRefused(file("{" + entry("a", "Q4_0", "[1]", 0, 4) + "}", 4), "unknown type \"Q4_0\"", "BF16");
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        assertRefused(file("{\"a\":" + "[".repeat(100_000) + "}", 0), "tensor a holds [");
        assertRefused(file("{\"a\":{\"shape\":" + "[".repeat(100_000) + "}", 0), "shape of tensor a holds [");
    }

    @Test
    void metadataMustBeTexts() throws IOException {
        assertRefused(file("{\"__metadata__\":{\"k\":1}}", 0), "__metadata__ key k holds 1", "a JSON string");
        assertRefused(file("{\"__metadata__\":null}", 0), "__metadata__ holds null");
    }

    @Test
    void anEntryWithMissingOrForeignFieldsIsRefused() throws IOException {
        assertRefused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4), "data_offsets none");
        assertRefused(file("{\"a\":{\"dtype\":\"F32\",\"stride\":[1]}}", 4), "a field \"stride\"");
        assertRefused(
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,2,4]}}", 4), "Expected one dtype");
    }

    @Test
    void aMissingFileAndAFolderAreBadInput() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none.safetensors")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("none.safetensors")
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> SafetensorsFile.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it is a folder");
    }

    @Test
    void anEmptyHeaderWithoutDataIsAFileWithoutTensors() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(file("{}  ", 0))) {
            assertThat(file.entries()).isEmpty();
            assertThat(file.metadata()).isEmpty();
        }
    }

    private static String entry(String name, String dtype, String shape, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
                + end + "]}";
    }

    private Path file(String json, int dataBytes) throws IOException {
        return file(json.length(), json, dataBytes);
    }

    private Path file(long headerBytes, String json, int dataBytes) throws IOException {
        return file(headerBytes, json.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    private Path file(long headerBytes, byte[] json, int dataBytes) throws IOException {
        return bytes(ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerBytes)
                .put(json)
                .array());
    }

    private Path bytes(byte[] content) throws IOException {
        return Files.write(folder.resolve("hostile.safetensors"), content);
    }

    private static void assertRefused(Path file, String... words) {
        assertThatThrownBy(() -> SafetensorsFile.open(file).close())
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining(String.valueOf(file.getFileName()))
                .hasMessageContainingAll(words);
    }
}
