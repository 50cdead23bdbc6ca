package dev.styleseal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFolderTest {
    @TempDir
    private Path run;

    private Path state = Path.of("");
    private SnapshotFolder snapshots = new SnapshotFolder(state);

    @BeforeEach
    void name() {
        state = run.resolve("state");
        snapshots = new SnapshotFolder(state);
    }

    private static Snapshot snapshot(int step) {
        return new Snapshot(
                step,
                Map.of(
                        "adapter.down", HostTensor.of(new float[] {step, -0.0f, Float.MIN_VALUE}, 3, 1),
                        "moment.first", HostTensor.of(new float[] {1.5f, step}, 1, 2)),
                new TreeMap<>(Map.of("seed", "42", "names", "Füchse\nи лисы")));
    }

    private Path file(int step) {
        return state.resolve("snapshot-%06d.safetensors".formatted(step));
    }

    private void fill(int... steps) {
        Arrays.stream(steps).forEach(step -> snapshots.add(snapshot(step)));
    }

    private void assertFallsBackTo(int step, Path damaged) {
        SnapshotFolder.Found found = snapshots.newest();
        assertThat(found.snapshot().orElseThrow()).isEqualTo(snapshot(step));
        assertThat(found.damaged()).hasSize(1);
        assertThat(found.damaged().get(0).text()).contains(damaged.toString());
    }

    @Test
    void whatIsReadIsBitForBitWhatWasWritten() {
        fill(7);
        SnapshotFolder.Found found = snapshots.newest();
        assertThat(found.damaged()).isEmpty();
        assertThat(found.snapshot().orElseThrow()).isEqualTo(snapshot(7));
        assertThat(found.snapshot().orElseThrow().fact("names")).isEqualTo("Füchse\nи лисы");
        assertThat(found.snapshot().orElseThrow().fact("other")).isEmpty();
    }

    @Test
    void theLastTwoAreKeptAndNothingElse() throws IOException {
        fill(1, 2, 3, 999_999, 1_000_000);
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).containsExactlyInAnyOrder(file(999_999), file(1_000_000));
        }
        assertThat(snapshots.newest().snapshot().orElseThrow().step()).isEqualTo(1_000_000);
    }

    @Test
    void withoutAnyThereIsNone() {
        assertThat(snapshots.newest().snapshot()).isEmpty();
    }

    @Test
    void ofATruncatedOneTheOneBeforeIsUsedWhereverItEnds() throws IOException {
        fill(1, 2);
        byte[] whole = Files.readAllBytes(file(2));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(2), Arrays.copyOf(whole, length));
            assertFallsBackTo(1, file(2));
        }
    }

    @Test
    void whicheverByteHasAFlippedBitTheOneBeforeIsUsed() throws IOException {
        fill(1, 2);
        byte[] whole = Files.readAllBytes(file(2));
        int padding = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << (at % Byte.SIZE));
            Files.write(file(2), flipped);
            if (snapshots.newest().damaged().isEmpty()) {
                // Where JSON does not care; the meaning is the same.
                assertThat(snapshots.newest().snapshot().orElseThrow()).isEqualTo(snapshot(2));
                padding++;
            } else {
                assertFallsBackTo(1, file(2));
            }
        }
        System.out.printf("%d bits flipped, %d of them without meaning%n", whole.length, padding);
        assertThat(padding).isLessThan(8);
    }

    @Test
    void aTrainingThatFellBackReplacesWhatIsDamaged() throws IOException {
        fill(5, 10);
        Files.write(file(10), new byte[100]);
        assertFallsBackTo(5, file(10));
        fill(6);
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).containsExactlyInAnyOrder(file(5), file(6));
        }
        assertThat(snapshots.newest().snapshot().orElseThrow().step()).isEqualTo(6);
    }

    @Test
    void ifAllAreDamagedItIsACorruptFile() throws IOException {
        fill(1, 2);
        Files.write(file(1), new byte[0]);
        Files.write(file(2), new byte[100]);
        assertThatThrownBy(snapshots::newest)
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("Every snapshot in " + state)
                .hasMessageContaining(file(2).toString())
                .hasMessageContaining("--overwrite")
                .hasMessageContaining("--continue-from");
    }

    @Test
    void aSnapshotOfAnotherVersionIsRefusedNamingBoth() {
        fill(1);
        SortedMap<String, String> metadata;
        Map<String, HostTensor> tensors = new TreeMap<>();
        String data;
        try (SafetensorsFile file = SafetensorsFile.open(file(1))) {
            metadata = new TreeMap<>(file.metadata());
            file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
            data = file.dataSha256();
        }
        metadata.put("styleseal_snapshot", "77");
        metadata.remove("sha256");
        metadata.put("sha256", Sha256.of(metadata + "{adapter.down=[3, 1], moment.first=[1, 2]}" + data));
        SafetensorsWriter.of(tensors, name -> DType.F32).write(file(1), metadata);
        assertThatThrownBy(snapshots::newest)
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(file(1).toString())
                .hasMessageContaining("version 77")
                .hasMessageContaining("version " + SnapshotFile.VERSION);
    }

    @Test
    void whatIsNotFiniteIsNoSnapshotAndTheOnesBeforeStay() {
        fill(1);
        Snapshot broken =
                new Snapshot(2, Map.of("adapter.down", HostTensor.of(new float[] {Float.NaN}, 1)), new TreeMap<>());
        assertThatThrownBy(() -> snapshots.add(broken)).isInstanceOf(BadInput.class);
        assertThat(snapshots.newest().snapshot().orElseThrow().step()).isEqualTo(1);
    }

    @Test
    void removingTakesWhatKilledWritesLeftAndNothingOfOthers() throws IOException {
        fill(1, 2);
        Files.write(state.resolve(".styleseal-5c2d.tmp"), new byte[10]);
        snapshots.remove();
        assertThat(state).doesNotExist();
        fill(1);
        Path mine = Files.writeString(state.resolve("notes.txt"), "mine");
        snapshots.remove();
        try (Stream<Path> files = Files.list(state)) {
            assertThat(files).containsExactly(mine);
        }
        new SnapshotFolder(run.resolve("nowhere")).remove();
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws IOException {
        Files.write(state, new byte[8]);
        assertThatThrownBy(() -> snapshots.add(snapshot(1)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot use the snapshots in " + state);
    }
}
