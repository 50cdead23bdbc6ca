package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.cli.Program.Ended;
import dev.styleseal.file.FileInspection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are killed in the middle of a training, and what goes on after them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill to send signals with")
@ExtendWith(OneThread.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillTest {
    private static final int KILLS = 5;
    private static final int STEPS = 40;

    @TempDir
    private static Path folder;

    private static String wholeHash = "";
    private static Duration wholeTime = Duration.ZERO;

    @BeforeAll
    static void trainWithoutABreak() {
        Fixtures.pictures(folder, 2);
        long begun = System.nanoTime();
        try (ChildProgram child = train("whole")) {
            Ended ended = child.end();
            assertThat(ended.code()).describedAs(ended.err()).isZero();
        }
        wholeTime = Duration.ofNanos(System.nanoTime() - begun);
        wholeHash = hash("whole");
    }

    private static ChildProgram train(String run, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--model", Fixtures.MODEL, "--name", "fox"));
        words.addAll(List.of("--pictures", folder.resolve("pictures"), "--output", folder.resolve(run)));
        words.addAll(List.of("--size", 16, "--batch", 1, "--rank", 4, "--lora-dropout", 0.1, "--flip"));
        words.addAll(List.of("--preview-every", 0, "--evaluate-every", 20, "--keep-checkpoints", 1));
        if (!Arrays.asList(more).contains("--steps")) {
            words.addAll(List.of("--steps", STEPS));
        }
        if (!Arrays.asList(more).contains("--snapshot-every")) {
            words.addAll(List.of("--snapshot-every", 0));
        }
        words.addAll(Arrays.asList(more));
        return ChildProgram.start(folder, words.toArray());
    }

    private static Ended resume(String run, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--resume", folder.resolve(run)));
        words.addAll(Arrays.asList(more));
        return Program.run(words.toArray());
    }

    private static ChildProgram startedOrResumed(String run) {
        return Files.exists(folder.resolve(run).resolve("run.toml"))
                ? ChildProgram.start(folder, "train", "--resume", folder.resolve(run))
                : train(run);
    }

    private static String hash(String run) {
        return FileInspection.of(folder.resolve(run).resolve("fox.safetensors")).dataSha256();
    }

    private static void assertEndsAsTheWhole(String run, String because) {
        Ended ended = resume(run);
        assertThat(ended.code()).describedAs(because + ended.err()).isZero();
        assertThat(hash(run)).describedAs(because + ended.err()).isEqualTo(wholeHash);
        try (Stream<Path> files = Files.walk(folder.resolve(run))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .doesNotContain("state", ".lock")
                    .noneMatch(name -> name.endsWith(".tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertRefused(Ended ended, String... words) {
        assertThat(ended.code()).describedAs(ended.err()).isEqualTo(2);
        assertThat(ended.err()).contains(words);
    }

    @Test
    void killedAtRandomMomentsARunEndsInTheTensorsOfAnUnbrokenOne() {
        long seed = System.nanoTime();
        String because = "seed " + seed + ": ";
        Random random = new Random(seed);
        int kills = 0;
        int runs = 1;
        while (kills < KILLS) {
            // From the time when a process has found its feet on.
            Duration patience = Duration.ofMillis((long) (wholeTime.toMillis() * random.nextDouble(0.3, 1)));
            try (ChildProgram child = startedOrResumed("killed-" + runs)) {
                if (child.endsWithin(patience)) {
                    Ended ended = child.end();
                    assertThat(ended.code()).describedAs(because + ended.err()).isZero();
                    assertThat(hash("killed-" + runs)).describedAs(because).isEqualTo(wholeHash);
                    runs++;
                } else {
                    child.kill();
                    kills++;
                }
            }
        }
        if (Files.exists(folder.resolve("killed-" + runs).resolve("run.toml"))) {
            assertEndsAsTheWhole("killed-" + runs, because);
        }
        System.out.printf("%d kills in %d runs of %s%n", kills, runs, wholeTime);
    }

    @Test
    void afterEitherSignalARunCanGoOn() {
        for (String signal : List.of("TERM", "INT")) {
            try (ChildProgram child = train(signal)) {
                child.await("Training: 1 of");
                child.signal(signal);
                Ended ended = child.end();
                assertThat(ended.code()).describedAs(ended.err()).isEqualTo(Interruption.EXIT_CODE);
            }
            assertThat(folder.resolve(signal).resolve("fox.safetensors")).isRegularFile();
            assertEndsAsTheWhole(signal, signal + ": ");
        }
    }

    @Test
    void withoutASnapshotItBeginsAnewAndSaysSo() {
        try (ChildProgram child = train("early", "--snapshot-every", 3600)) {
            child.await("Training: 1 of");
            child.kill();
        }
        Ended ended = resume("early");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.err()).contains("There is no snapshot of the run yet; it begins anew.");
        assertThat(hash("early")).isEqualTo(wholeHash);
    }

    @Test
    void aFinishedRunSaysThatItIs() {
        Ended ended = resume("whole");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("is finished; its seal is", "--continue-from");
    }

    @Test
    void whatARunKilledAfterItsLastEventLeavesGoesWithTheNextCommand() throws IOException {
        Path run = folder.resolve("whole");
        Files.createDirectory(run.resolve("state"));
        Files.writeString(run.resolve(".lock"), "1");
        assertThat(resume("whole").code()).isZero();
        assertThat(run.resolve("state")).doesNotExist();
        assertThat(run.resolve(".lock")).doesNotExist();
    }

    @Test
    void aFolderThatIsNoRunIsRefused() {
        assertRefused(resume("pictures"), "There is no run in " + folder.resolve("pictures"), "run.toml");
        assertRefused(resume("nowhere"), "There is no run in " + folder.resolve("nowhere"));
    }

    @Test
    void otherOptionsAreRefused() {
        assertRefused(resume("whole", "--rank", 4), "--rank does not go with --resume");
        assertRefused(resume("whole", "--output", "x"), "--output does not go with --resume");
    }

    @Test
    void whatAnotherProcessWorksOnIsRefusedAndWhatChangedSinceIsNamed() throws IOException {
        Path own = Fixtures.pictures(folder.resolve("own"), 3);
        Path run = folder.resolve("busy");
        Object[] words = {
            "train",
            "--model",
            Fixtures.MODEL,
            "--name",
            "fox",
            "--pictures",
            own,
            "--output",
            run,
            "--size",
            16,
            "--batch",
            1,
            "--steps",
            100_000,
            "--preview-every",
            0,
            "--evaluate-every",
            0,
            "--snapshot-every",
            0,
            "--checkpoint-every",
            1
        };
        try (ChildProgram child = ChildProgram.start(folder, words)) {
            child.await("Checkpoint of step 2"); // the snapshot of step 1 is there
            String pid = "process " + child.pid() + ".";
            assertRefused(resume("busy"), "Another process is working on the run", pid);
            Object[] again = Arrays.copyOf(words, words.length + 1);
            again[words.length] = "--overwrite";
            assertRefused(Program.run(again), pid);
            child.kill();
        }
        Path picture;
        try (Stream<Path> files = Files.list(own)) {
            picture = files.filter(file -> file.toString().endsWith(".webp"))
                    .findFirst()
                    .orElseThrow();
        }
        Path caption = own.resolve(String.valueOf(picture.getFileName()).replace(".webp", ".txt"));
        Files.delete(picture);
        Files.delete(caption);
        assertRefused(resume("busy"), "picture " + picture.getFileName() + " is gone");
        Files.move(own, folder.resolve("elsewhere"));
        assertRefused(resume("busy"), own.toString());
    }
}
