package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Reference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of torch.save against safetensors files of the same tensors, both written by torch's own people. */
class PickleFileTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pickles");

    @ParameterizedTest
    @CsvSource({
        "types.pt, types",
        "views.pt, views",
        "views-legacy.pt, views",
        "nested.ckpt, nested",
        "protocol2.ckpt, nested",
        "protocol3.ckpt, nested",
        "protocol4.ckpt, nested",
        "protocol5.ckpt, nested",
        "legacy2.ckpt, nested",
        "legacy3.ckpt, nested",
        "legacy4.ckpt, nested",
        "legacy5.ckpt, nested",
        "lightning.ckpt, nested",
        "learned_embeds.bin, learned_embeds"
    })
    void everyTensorIsThatOfTheSafetensorsFile(String pickle, String expected) {
        try (TensorFile found = TensorFile.open(GOLDEN.resolve(pickle));
                TensorFile wanted = TensorFile.open(GOLDEN.resolve(expected + ".safetensors"))) {
            assertThat(found).isInstanceOf(PickleFile.class);
            assertThat(wanted).isInstanceOf(SafetensorsFile.class);
            assertThat(found.entries().keySet()).isEqualTo(wanted.entries().keySet());
            assertSame(found, wanted);
            assertThat(found.dataSha256()).isEqualTo(wanted.dataSha256());
        }
    }

    /** Whole and part of one model, as the golden and, where there is one, the reference have it. */
    static List<Path> pickled() {
        Path reference = Reference.folder("single-file/sd15");
        return Stream.of(
                        GOLDEN.resolve("nested.ckpt"),
                        reference.resolve("model.ckpt"),
                        reference.resolve("part-legacy.ckpt"))
                .filter(Files::exists)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pickled")
    void aCheckpointHoldsWhatTheSafetensorsFileBesideItHolds(Path pickled) {
        String stem = pickled.startsWith(GOLDEN) ? "nested.safetensors" : "model.safetensors";
        try (TensorFile found = TensorFile.open(pickled);
                TensorFile wanted = TensorFile.open(pickled.resolveSibling(stem))) {
            assertThat(found.entries()).isNotEmpty();
            assertSame(found, wanted);
            System.out.println(pickled.getFileName() + ": " + found.entries().size() + " tensors are the same; texts "
                    + found.metadata());
        }
    }

    @Test
    void transposedTensorsAreNotInPlaceAndAllOthersLieWhereTheEntrySays() throws IOException {
        Path path = GOLDEN.resolve("views.pt");
        byte[] bytes = Files.readAllBytes(path);
        try (TensorFile file = TensorFile.open(path)) {
            TreeSet<String> scattered = new TreeSet<>();
            for (TensorEntry entry : file.entries().values()) {
                if (file.inPlace(entry)) {
                    ByteBuffer there = ByteBuffer.wrap(bytes, (int) entry.offset(), (int) entry.byteLength());
                    assertThat(read(file, entry)).isEqualTo(there);
                } else {
                    scattered.add(entry.name());
                }
            }
            assertThat(scattered).containsExactly("column", "conv.weight", "steps", "transposed", "transposed_half");
        }
    }

    @Test
    void aTransposedTensorIsReadInPiecesOfAnySize() {
        try (TensorFile file = TensorFile.open(GOLDEN.resolve("views.pt"))) {
            TensorEntry entry = file.entry("transposed_half");
            ByteBuffer whole = read(file, entry);
            for (int step : new int[] {1, 3, 64}) {
                ByteBuffer pieces = ByteBuffer.allocate((int) entry.byteLength());
                while (pieces.hasRemaining()) {
                    ByteBuffer piece = pieces.slice(pieces.position(), Math.min(step, pieces.remaining()));
                    file.read(entry, pieces.position(), piece);
                    pieces.position(pieces.position() + piece.capacity());
                }
                assertThat(pieces.flip()).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nested.ckpt", "protocol5.ckpt", "legacy2.ckpt", "legacy4.ckpt"})
    void textsAndNumbersBesideTheTensorsAreMetadata(String name) {
        try (TensorFile file = TensorFile.open(GOLDEN.resolve(name))) {
            assertThat(file.metadata())
                    .isEqualTo(Map.of(
                            "not read", "best, optimizer_states",
                            "epoch", "3",
                            "global_step", "875000",
                            "loss", "0.25",
                            "half_way", "true",
                            "pytorch-lightning_version", "1.4.2",
                            "note", "é"));
        }
    }

    @Test
    void aTensorInADictionaryIsNamedByItsPath() {
        try (TensorFile file = TensorFile.open(GOLDEN.resolve("word.pt"))) {
            assertThat(file.entries().keySet()).containsExactly("string_to_param.*");
            assertThat(file.metadata()).containsEntry("name", "fox").containsEntry("string_to_token.*", "265");
        }
    }

    @Test
    void filesAboveFourGigabytesAreRead(@TempDir Path folder) throws IOException {
        Path path = BigZip.write(folder.resolve("big.ckpt"));
        try (TensorFile file = TensorFile.open(path)) {
            assertThat(file.entry("a").offset()).isGreaterThan(1L << 32);
            assertThat(file.floats("a").values()).containsExactly(1.5f, -2f);
            assertThat(file.inPlace(file.entry("a"))).isTrue();
        }
    }

    private static void assertSame(TensorFile found, TensorFile wanted) {
        found.entries().forEach((name, entry) -> {
            TensorEntry expected = wanted.entry(name);
            assertThat(entry.dtype()).as(name).isEqualTo(expected.dtype());
            assertThat(entry.shape()).as(name).isEqualTo(expected.shape());
            assertThat(read(found, entry)).as(name).isEqualTo(read(wanted, expected));
        });
    }

    private static ByteBuffer read(TensorFile file, TensorEntry entry) {
        ByteBuffer bytes = ByteBuffer.allocate((int) entry.byteLength());
        file.read(entry, bytes);
        return bytes.flip();
    }
}
