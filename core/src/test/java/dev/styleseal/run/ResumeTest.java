package dev.styleseal.run;

import static dev.styleseal.run.SmallRun.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.FineTuning;
import dev.styleseal.OneThread;
import dev.styleseal.Reference;
import dev.styleseal.run.SmallRun.Outcome;
import dev.styleseal.tensor.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Six steps, and three, an interruption, a base opened anew, three more: the same bits, with whatever option. */
class ResumeTest {
    private static final int STEPS = 6;
    private static OneThread one;

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        one = new OneThread();
    }

    @AfterAll
    static void asBefore() {
        one.close();
    }

    private static Named<UnaryOperator<FineTuning>> option(String name, Object... settings) {
        return Named.of(name, training -> settings(training, settings));
    }

    private static Stream<Named<UnaryOperator<FineTuning>>> options() {
        return Stream.of(
                option("plain"),
                option("dora", Setting.DORA, true, Setting.LORA_DROPOUT, 0.3, Setting.SCHEDULE, "cosine"),
                option(
                        "convolutions",
                        Setting.TARGETS,
                        "full",
                        Setting.CONV_RANK,
                        "4",
                        Setting.CONV_ALPHA,
                        "2",
                        Setting.FLIP,
                        true,
                        Setting.NOISE_OFFSET,
                        0.1,
                        Setting.SCHEDULE,
                        "linear",
                        Setting.WARMUP,
                        4),
                option(
                        "ranks and batches",
                        Setting.RANK_OF,
                        "to_q=2,ff.net.2=6",
                        Setting.RANK_STABILISED,
                        true,
                        Setting.BATCH,
                        2,
                        Setting.ACCUMULATE,
                        2,
                        Setting.CAPTION_DROPOUT,
                        0.5,
                        Setting.SCHEDULE,
                        "constant"),
                option(
                        "weights",
                        Setting.MIN_SNR,
                        "5",
                        Setting.WEIGHT_DECAY,
                        0.5,
                        Setting.CLIP_SKIP,
                        2,
                        Setting.MAX_GRAD_NORM,
                        "none"),
                Named.of("word", training -> training.kind(Kind.WORD).trigger("fluent")),
                Named.of(
                        "looks",
                        training -> training.evaluateEvery(2)
                                .checkpointEvery(1)
                                .keepCheckpoints(2)
                                .previewEvery(2, List.of("a fox"))),
                Named.of("everything", ResumeTest::everything));
    }

    private static FineTuning everything(FineTuning training) {
        return settings(
                        training.kind(Kind.WORD).trigger("fluent"),
                        Setting.DORA,
                        true,
                        Setting.TARGETS,
                        "full",
                        Setting.LORA_DROPOUT,
                        0.2,
                        Setting.FLIP,
                        true,
                        Setting.CAPTION_DROPOUT,
                        0.5,
                        Setting.NOISE_OFFSET,
                        0.1,
                        Setting.MIN_SNR,
                        "5",
                        Setting.BATCH,
                        2,
                        Setting.ACCUMULATE,
                        2)
                .evaluateEvery(3)
                .keepCheckpoints(1);
    }

    @ParameterizedTest
    @MethodSource("options")
    void stoppingInTheMiddleChangesNoBit(UnaryOperator<FineTuning> option) {
        SmallRun run = new SmallRun(folder, Reference.folder("sd1/model"), option, STEPS);
        Outcome whole = run.whole("whole");
        assertThat(whole.interrupted()).isFalse();
        Outcome first = run.untilStep(3, "parted");
        assertThat(first.interrupted()).isTrue();
        assertThat(first.steps()).isEqualTo(3);
        run.assertSame(run.resumed("parted"), whole);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void otherKindsOfBasesGoOnAsWell(String kind) {
        SmallRun run = new SmallRun(
                folder, Reference.folder(kind + "/model"), training -> settings(training, Setting.TRAIN_TEXT, true), 4);
        Outcome whole = run.whole("whole");
        run.untilStep(1, "parted");
        run.assertSame(run.resumed("parted"), whole);
    }

    private static Stream<String> kinds() {
        return Stream.of("sd2", "sdxl");
    }

    /** As a kill does: nothing is written after it, whatever was half done. */
    @Test
    void whereverItBreaksOffItEndsTheSame() {
        SmallRun run =
                heldOut(training -> training.evaluateEvery(2).checkpointEvery(3).keepCheckpoints(1), STEPS);
        Outcome whole = run.whole("whole");
        System.out.printf("%d events of an unbroken run%n", whole.events());
        for (int event = whole.started() + 1; event < whole.events(); event += 5) {
            String name = "broken-" + event;
            run.breakingOff(event, name);
            run.assertSame(run.resumed(name), whole);
        }
    }

    @Test
    void howeverOftenItBreaksOffItEndsTheSame() {
        SmallRun run = heldOut(training -> training.evaluateEvery(2).keepCheckpoints(1), STEPS);
        Outcome whole = run.whole("whole");
        run.untilStep(1, "parted");
        for (int step = 2; step < STEPS; step++) {
            assertThat(run.resumedUntilStep(step, "parted").interrupted()).isTrue();
        }
        run.assertSame(run.resumed("parted"), whole);
    }

    @Test
    void anEarlyStopComesAtTheSameStep() {
        // Steps this large make it worse, so that patience ends.
        SmallRun run = heldOut(
                training -> settings(training, Setting.LEARNING_RATE, 0.3, Setting.WARMUP, 0)
                        .evaluateEvery(1)
                        .earlyStop(3),
                40);
        Outcome whole = run.whole("whole");
        assertThat(whole.interrupted()).isFalse();
        assertThat(whole.steps()).isLessThan(40);
        System.out.printf("stopped early after step %d%n", whole.steps());
        for (int step : new int[] {1, whole.steps()}) {
            run.untilStep(step, "parted-" + step);
            run.assertSame(run.resumed("parted-" + step), whole);
        }
    }

    @Test
    void aSealThatItContinuesFromIsContinuedOnce() {
        SmallRun before = new SmallRun(
                folder.resolve("before"),
                Reference.folder("sd1/model"),
                training -> settings(training, Setting.DORA, true, Setting.RANK, 3),
                2);
        Path origin = before.whole("run").seal();
        SmallRun run = new SmallRun(
                folder,
                Reference.folder("sd1/model"),
                training -> settings(training.continueFrom(origin), Setting.RANK, 3),
                STEPS);
        Outcome whole = run.whole("whole");
        run.untilStep(3, "parted");
        run.assertSame(run.resumed("parted"), whole);
    }

    @Test
    void theThreadsItBeganWithAreTakenOver() {
        SmallRun run = new SmallRun(folder, Reference.folder("sd1/model"), training -> training, STEPS);
        Outcome whole = run.whole("whole");
        run.untilStep(3, "parted");
        try {
            Engine.setThreads(2);
            run.assertSame(run.resumed("parted"), whole);
            assertThat(Engine.threads()).isEqualTo(1);
        } finally {
            Engine.setThreads(1);
        }
    }

    @Test
    void whatIsLeftOfTornWritesIsTakenAway() throws IOException {
        SmallRun run = new SmallRun(folder, Reference.folder("sd1/model"), training -> training.checkpointEvery(2), 4);
        Outcome whole = run.whole("whole");
        run.untilStep(2, "parted");
        Path parted = folder.resolve("parted");
        for (Path place : List.of(parted, parted.resolve("state"), parted.resolve("checkpoints"))) {
            Files.write(place.resolve(".styleseal-0f3a.tmp"), new byte[100]);
        }
        String torn = "{\"event\":\"stepped\",\"caption\":\"лис";
        byte[] half = torn.getBytes(StandardCharsets.UTF_8);
        Files.write(parted.resolve("events.jsonl"), Arrays.copyOf(half, half.length - 1), StandardOpenOption.APPEND);
        run.assertSame(run.resumed("parted"), whole);
        try (Stream<Path> files = Files.walk(parted)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".tmp"))
                    .doesNotContain("state", ".lock");
        }
        assertThat(RunHistory.read(parted).ending().orElseThrow().interrupted()).isFalse();
    }

    private SmallRun heldOut(UnaryOperator<FineTuning> option, int steps) {
        Path withheld = SmallRun.pictures(folder.resolve("held-out"), Path.of("../samples/fluent/heldout"), 4);
        return new SmallRun(
                folder,
                Reference.folder("sd1/model"),
                training -> option.apply(training.heldOut(withheld.toString())),
                steps);
    }
}
