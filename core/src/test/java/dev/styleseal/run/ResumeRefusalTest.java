package dev.styleseal.run;

import static dev.styleseal.run.SmallRun.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.FineTuning;
import dev.styleseal.OneThread;
import dev.styleseal.Reference;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.run.SmallRun.Outcome;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.tensor.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would not end as the run that began is refused, and the refusal names it. */
class ResumeRefusalTest {
    private static final Path BASE = Reference.folder("sd1/model");
    private static OneThread one;

    @TempDir
    private Path folder;

    private SmallRun run = new SmallRun(Path.of(""), BASE, training -> training, 2);

    @BeforeAll
    static void oneThread() {
        one = new OneThread();
    }

    @AfterAll
    static void asBefore() {
        one.close();
    }

    @BeforeEach
    void begin() {
        run = new SmallRun(folder, BASE, training -> training, 2);
        run.untilStep(1, "run");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(SmallRun other) {
        return assertThatThrownBy(() -> other.resumed("run"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot go on");
    }

    private void assertRefused(UnaryOperator<FineTuning> other, String what) {
        assertRefused(run.with(other)).hasMessageContaining(what);
    }

    private Path picture() throws IOException {
        return first(run.pictures());
    }

    private static Path first(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".webp"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Path caption(Path picture) {
        return picture.resolveSibling(picture.getFileName().toString().replace(".webp", ".txt"));
    }

    @Test
    void otherSettings() {
        assertRefused(training -> settings(training, Setting.SEED, 43), "seed was 42 and is 43");
        assertRefused(training -> training.steps(3), "steps was 2 and is 3");
        assertRefused(training -> settings(training, Setting.LEARNING_RATE, 0.5), "learning-rate was");
        assertRefused(training -> training.evaluateEvery(1), "evaluate-every was 0 and is 1");
        assertRefused(training -> training.checkpointEvery(7), "checkpoint-every was 0 and is 7");
        assertRefused(training -> training.keepCheckpoints(7), "keep-checkpoints was 5 and is 7");
        assertRefused(training -> training.earlyStop(7), "early-stop was 0 and is 7");
        assertThat(run.resumed("run").interrupted()).isFalse();
    }

    @Test
    void aPictureThatChanged() throws IOException {
        Path other = first(Path.of("../samples/fluent/heldout"));
        byte[] before = Files.readAllBytes(picture());
        Files.write(picture(), Files.readAllBytes(other));
        assertRefused(run).hasMessageContaining("picture " + picture().getFileName() + " or its caption has changed");
        Files.write(picture(), before);
        String words = Files.readString(caption(picture()));
        Files.writeString(caption(picture()), "something else");
        assertRefused(run).hasMessageContaining("picture " + picture().getFileName() + " or its caption has changed");
        Files.writeString(caption(picture()), words);
        assertThat(run.resumed("run").interrupted()).isFalse();
    }

    @Test
    void aPictureThatIsGoneOrNew() throws IOException {
        Path picture = picture();
        Path fresh = picture.resolveSibling("zebra.webp");
        Files.copy(picture, fresh);
        Files.writeString(caption(fresh), "a zebra");
        assertRefused(run).hasMessageContaining("picture zebra.webp is new");
        Files.delete(fresh);
        Files.delete(caption(fresh));
        Files.delete(picture);
        Files.delete(caption(picture));
        assertRefused(run).hasMessageContaining("picture " + picture.getFileName() + " is gone");
    }

    @Test
    void picturesThatAreHeldOutAndWereNot() throws IOException {
        Path withheld = SmallRun.pictures(folder.resolve("held-out"), Path.of("../samples/fluent/heldout"), 2);
        assertRefused(training -> training.heldOut(withheld.toString()), "picture held-out/");
        SmallRun measured = new SmallRun(folder, BASE, training -> training.heldOut(withheld.toString()), 2);
        measured.untilStep(1, "measured");
        // Of the same name as one that is measured: each of the two counts.
        Path same = run.pictures().resolve("zebra.webp");
        Files.copy(picture(), same);
        Files.copy(caption(picture()), caption(same));
        assertThatThrownBy(() -> measured.resumed("measured")).hasMessageContaining("picture zebra.webp is new");
        Files.delete(same);
        Files.delete(caption(same));
        assertThatThrownBy(() ->
                        measured.with(training -> training.heldOut("none")).resumed("measured"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("picture held-out/")
                .hasMessageContaining("is gone");
    }

    @Test
    void anotherBase() throws IOException {
        Path other = folder.resolve("base");
        try (Stream<Path> files = Files.walk(BASE)) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(BASE.relativize(file).toString()));
            }
        }
        assertThat(run.of(other, Placement.REFERENCE).resumedUntilStep(1, "run").steps())
                .isEqualTo(2);
        run = new SmallRun(folder, BASE, training -> training, 3);
        run.untilStep(1, "again");
        Path weights = other.resolve("unet").resolve("diffusion_pytorch_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - Float.BYTES] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> run.of(other, Placement.REFERENCE).resumed("again"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("the base is another one");
    }

    private void rewrite(Map<String, String> facts) {
        Snapshot newest = run.snapshots("run").newest().snapshot().orElseThrow();
        TreeMap<String, String> changed = new TreeMap<>(newest.facts());
        changed.putAll(facts);
        run.snapshots("run").add(new Snapshot(newest.step(), newest.tensors(), changed));
    }

    @Test
    void anotherEngineUnlessItIsAccepted() {
        rewrite(Map.of("engine.blas", "an abacus"));
        assertRefused(run).hasMessageContaining("blas was an abacus and is").hasMessageContaining("--any-engine");
        Outcome outcome = run.resumed("run", true);
        assertThat(outcome.interrupted()).isFalse();
        assertThat(outcome.warnings())
                .anyMatch(warning -> warning.contains("Goes on with another engine: blas was an abacus and is"));
    }

    @Test
    void aSnapshotThatHoldsOtherTensors() {
        Snapshot newest = run.snapshots("run").newest().snapshot().orElseThrow();
        run.snapshots("run").add(new Snapshot(newest.step(), Map.of(), newest.facts()));
        assertThatThrownBy(() -> run.resumed("run"))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("Begin the run anew");
    }
}
