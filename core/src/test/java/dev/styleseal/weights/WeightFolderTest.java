package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFolderTest {
    @TempDir
    Path folder;

    @Test
    void theUsualNamesAreFoundAndFullPrecisionComesFirst() {
        write("model.fp16.safetensors", "a", 1);
        assertThat(value("a")).isEqualTo(1);
        write("diffusion_pytorch_model.fp16.safetensors", "a", 2);
        assertThat(value("a")).isEqualTo(2);
        write("model.safetensors", "a", 3);
        assertThat(value("a")).isEqualTo(3);
        write("diffusion_pytorch_model.safetensors", "a", 4);
        assertThat(value("a")).isEqualTo(4);
    }

    @Test
    void shardsAreReadAsOneFolder() throws IOException {
        write("model-00001-of-00002.safetensors", "a", 1);
        write("model-00002-of-00002.safetensors", "b", 2);
        index("\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"");
        try (WeightFolder weights = WeightFolder.open(folder)) {
            assertThat(weights.files()).hasSize(2);
            assertThat(weights.entries().keySet()).containsExactly("a", "b");
            assertThat(weights.floats("b").values()).containsExactly(2);
            ByteBuffer bytes = ByteBuffer.allocate(4);
            weights.read("a", bytes);
            assertThat(bytes.hasRemaining()).isFalse();
            assertThat(weights.fileOf("b").path().getFileName()).hasToString("model-00002-of-00002.safetensors");
            assertThatThrownBy(() -> weights.floats("c"))
                    .isInstanceOf(CorruptFile.class)
                    .hasMessageContaining("there is no tensor c");
        }
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        write("model-00001-of-00002.safetensors", "a", 1);
        index("\"a\":\"model-00001-of-00002.safetensors\",\"b\":\"model-00002-of-00002.safetensors\"");
        assertRefused("model-00002-of-00002.safetensors, which is not beside it");
    }

    @Test
    void aTensorInTwoShardsIsRefused() throws IOException {
        write("one.safetensors", "a", 1);
        SafetensorsWriter.of(
                        Map.of("a", HostTensor.of(new float[] {1}, 1), "b", HostTensor.of(new float[] {1}, 1)),
                        name -> DType.F32)
                .write(folder.resolve("two.safetensors"), new TreeMap<>());
        index("\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"");
        assertRefused("tensor a is also in one.safetensors");
    }

    @Test
    void anIndexThatDisagreesWithItsShardsIsRefused() throws IOException {
        write("one.safetensors", "a", 1);
        write("two.safetensors", "b", 1);
        index("\"a\":\"two.safetensors\",\"c\":\"one.safetensors\"");
        assertRefused("a is in one.safetensors, not in two.safetensors");
        assertRefused("b is in two.safetensors, not in the index");
        assertRefused("c is not in one.safetensors");
    }

    @Test
    void picklesAreReadWhereThereIsNothingElse() throws IOException {
        Path pickle = Path.of("src/test/resources/golden/pickles/nested.ckpt");
        for (String name : new String[] {"diffusion_pytorch_model.bin", "pytorch_model.bin"}) {
            Files.copy(pickle, folder.resolve(name));
            try (WeightFolder weights = WeightFolder.open(folder)) {
                assertThat(weights.files()).containsExactly(folder.resolve(name));
                assertThat(weights.entries()).hasSize(3);
            }
            Files.delete(folder.resolve(name));
        }
        Files.copy(pickle, folder.resolve("pytorch_model-00001-of-00001.bin"));
        String shard = "\":\"pytorch_model-00001-of-00001.bin\"";
        Files.writeString(
                folder.resolve("pytorch_model.bin.index.json"),
                "{\"weight_map\":{\"layer.0.weight" + shard + ",\"layer.1.weight" + shard + ",\"layer.2.weight" + shard
                        + "}}");
        try (WeightFolder weights = WeightFolder.open(folder)) {
            assertThat(weights.floats("layer.1.weight").shape()).containsExactly(2L, 2L);
        }
        write("model.safetensors", "a", 5);
        assertThat(value("a")).isEqualTo(5);
    }

    @Test
    void anIndexThatPointsOutOfTheFolderIsRefused() throws IOException {
        for (String shard : new String[] {"../x.safetensors", "/etc/x.safetensors", "a\\\\x.safetensors", "x.pt"}) {
            index("\"a\":\"" + shard + "\"");
            assertRefused("tensor a is said to be in");
        }
    }

    @Test
    void anIndexThatIsNoJsonOrGivesATensorTwiceIsRefused() throws IOException {
        index("\"a\":\"one.safetensors\",\"a\":\"two.safetensors\"");
        assertRefused("it is no JSON that can be trusted");
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{");
        assertRefused("it is no JSON that can be trusted");
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{}}");
        assertRefused("there is no weight_map in it");
    }

    @Test
    void anIndexThatIsNoTextOrTooLargeIsRefused() throws IOException {
        Path index = Files.write(folder.resolve("model.safetensors.index.json"), new byte[] {'{', (byte) 0xff});
        assertThatThrownBy(() -> WeightFolder.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(index.toString(), "Expected a JSON file in UTF-8");
        try (FileChannel channel = FileChannel.open(index, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 100_000_000);
        }
        assertRefused("it has 100000001 bytes");
    }

    @Test
    void aFolderWithoutWeightsSaysWhatWasLookedFor() throws IOException {
        assertThatThrownBy(() -> WeightFolder.open(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(
                        "diffusion_pytorch_model.safetensors",
                        "model.fp16.safetensors",
                        "model.safetensors.index.json",
                        "pytorch_model.bin");
        assertThatThrownBy(() -> WeightFolder.open(folder.resolve("unet")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("there is no such folder");
        assertThatThrownBy(() -> WeightFolder.open(Files.writeString(folder.resolve("unet.bin"), "no folder")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it is not a folder");
    }

    private void assertRefused(String words) {
        assertThatThrownBy(() -> WeightFolder.open(folder).close())
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining(words);
    }

    private void index(String map) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{" + map + "}}");
    }

    private void write(String file, String tensor, float value) {
        SafetensorsWriter.of(Map.of(tensor, HostTensor.of(new float[] {value}, 1)), name -> DType.F32)
                .write(folder.resolve(file), new TreeMap<>());
    }

    private float value(String tensor) {
        try (WeightFolder weights = WeightFolder.open(folder)) {
            return weights.floats(tensor).values()[0];
        }
    }
}
