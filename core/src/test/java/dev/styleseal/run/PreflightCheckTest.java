package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.Reference;
import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.Progress;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.OutOfMemory;
import dev.styleseal.file.Privacy;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFormat;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.file.SourceDate;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the small reference model, with the settings that draw most random numbers. */
class PreflightCheckTest {
    private static final List<String> PROMPTS = List.of("a red apple", "a blue house");
    private static StableDiffusion model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        model = Engine.call(() -> StableDiffusion.open(Reference.folder("sd1/model"), Placement.REFERENCE));
    }

    @AfterAll
    static void close() {
        Engine.run(model::close);
    }

    private static Plan plan() {
        Settings wishes = Settings.none()
                .with(Setting.STEPS, 6)
                .with(Setting.TRAIN_TEXT, true)
                .with(Setting.FLIP, true)
                .with(Setting.CAPTION_DROPOUT, 0.5)
                .with(Setting.LORA_DROPOUT, 0.2)
                .with(Setting.BATCH, 2);
        return Recipe.plan(wishes, TrainingBase.of(model), 32);
    }

    private static TrainingOrder order() {
        return new TrainingOrder(
                "apple",
                HeldOutSplit.none(PictureFolder.read(
                        Path.of("../samples/fluent/train"), new CaptionRule(Optional.empty(), Optional.empty()))),
                Optional.empty(),
                Optional.empty(),
                new Watching(OptionalInt.empty(), 0, 0, 0, OptionalInt.of(1), PROMPTS),
                Keeping.inMemory(),
                Privacy.REDACTED,
                Duration.ZERO);
    }

    private static Lessons lessons() {
        return new Lessons(model, plan(), order(), Progress.SILENT, new Cancellation());
    }

    private PreflightCheck.Chores chores(Lessons lessons) {
        Facts facts = new Facts(model, model.identity(), plan(), order(), SourceDate.of(Map.of(), Clock.systemUTC()));
        RunPlace place = new RunPlace(folder.resolve("runs/apple"), "apple", SealFormat.KOHYA, DType.F16, false);
        return new PreflightCheck.Chores(
                Optional.of(new Chore(3, training -> {
                    try (LatentCache heldOut = lessons.corners(2, 2)) {
                        Chore.evaluation(heldOut, List.of(lessons.caption()))
                                .part()
                                .accept(training);
                    }
                })),
                PROMPTS,
                Optional.of(new SaveTrial(
                        place,
                        training -> Seal.of(
                                training.adapter().modules().values(),
                                SealMetadata.of(facts.after(0), Privacy.REDACTED)))));
    }

    /** What a whole training gives, after {@code before}. */
    private SortedMap<String, LoraModule> trained(Callable<?> before, Lessons lessons) throws Exception {
        before.call();
        try (Training training = new Training(model, plan(), lessons, Optional.empty())) {
            training.trainer().run(report -> true, new Cancellation());
            return training.adapter().modules();
        }
    }

    @Test
    void aRunIsBitForBitWhatItWouldHaveBeenWithoutPreflight() {
        String base = Engine.call(model::fingerprint);
        SortedMap<String, LoraModule> without = Engine.call(() -> {
            try (Lessons lessons = lessons()) {
                return trained(() -> true, lessons);
            }
        });
        SortedMap<String, LoraModule> with = Engine.call(() -> {
            try (Lessons lessons = lessons()) {
                return trained(
                        () -> new PreflightCheck(
                                        model, plan(), lessons, Optional.empty(), chores(lessons), new Cancellation())
                                .run(),
                        lessons);
            }
        });
        assertThat(with).isEqualTo(without);
        assertThat(Engine.call(model::fingerprint)).isEqualTo(base);
    }

    @Test
    void everythingIsMeasuredAndNothingIsLeftBehind() throws IOException {
        Preflight preflight = Engine.call(() -> {
            try (Lessons lessons = lessons()) {
                PreflightCheck.Chores chores = chores(lessons);
                return new PreflightCheck(model, plan(), lessons, Optional.empty(), chores, new Cancellation())
                        .run()
                        .preflight(plan(), new Agenda(3, 2, 2, 1, 4), chores);
            }
        });
        System.out.println(preflight);
        assertThat(preflight.speed().step()).isPositive();
        assertThat(preflight.speed().evaluation()).isPositive();
        assertThat(preflight.speed().preview()).isPositive();
        assertThat(preflight.speed().save()).isPositive();
        assertThat(preflight.total()).isGreaterThan(preflight.speed().step().multipliedBy(6));
        assertThat(preflight.disk().needed()).isGreaterThan(4 << 20);
        assertThat(preflight.disk().available()).isGreaterThan(preflight.disk().needed());
        assertThat(preflight.basis().text()).contains("3 real steps", "times 3", "really written", "6 steps");
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatWillNotFitIsRefusedBeforeTheFirstRealStep() throws IOException {
        Files.createDirectories(folder.resolve("proc/self"));
        Files.writeString(folder.resolve("proc/meminfo"), "MemAvailable: 1000000 kB\n");
        Files.writeString(folder.resolve("proc/self/status"), "VmHWM: 9000000 kB\nVmRSS: 2000000 kB\nRssFile: 0 kB\n");
        Files.writeString(folder.resolve("proc/self/clear_refs"), "");
        assertThatThrownBy(() -> Engine.call(() -> {
                    try (Lessons lessons = lessons()) {
                        return new PreflightCheck(
                                        model, plan(), lessons, Optional.empty(), chores(lessons), new Cancellation())
                                .run(new SystemMemory(folder));
                    }
                }))
                .isInstanceOf(OutOfMemory.class)
                .hasMessageStartingWith("Training needs about 9.2 GB of memory at ")
                .hasMessageContaining("batch 2 and rank 8, and this process can have 3.1 GB.")
                .hasMessageEndingWith(
                        "Choose --batch 1; --precision bf16; fewer --targets or a lower --rank, or close other programs.");
    }

    @Test
    void aRequestToStopIsHeard() {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        assertThatThrownBy(() -> Engine.call(() -> {
                    try (Lessons lessons = lessons()) {
                        return new PreflightCheck(
                                        model, plan(), lessons, Optional.empty(), chores(lessons), cancellation)
                                .run();
                    }
                }))
                .isInstanceOf(Interrupted.class);
    }

    @Test
    void withoutAFolderNothingIsSaidOfTheDisk() {
        Preflight preflight = Engine.call(() -> {
            try (Lessons lessons = lessons()) {
                PreflightCheck.Chores none = new PreflightCheck.Chores(Optional.empty(), List.of(), Optional.empty());
                return new PreflightCheck(model, plan(), lessons, Optional.empty(), none, new Cancellation())
                        .run()
                        .preflight(plan(), new Agenda(0, 0, 0, 0, 0), none);
            }
        });
        assertThat(preflight.speed().save()).isEqualTo(Duration.ZERO);
        assertThat(preflight.speed().evaluation()).isEqualTo(Duration.ZERO);
        assertThat(preflight.speed().preview()).isEqualTo(Duration.ZERO);
        assertThat(preflight.disk()).isEqualTo(new Preflight.Need(0, -1));
    }
}
