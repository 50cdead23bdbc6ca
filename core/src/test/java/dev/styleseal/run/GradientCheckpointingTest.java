package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.styleseal.Reference;
import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.Progress;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.OutOfMemory;
import dev.styleseal.file.Privacy;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.train.StepReport;
import dev.styleseal.weights.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A network that runs once more on the way back learns what one that remembers learns. */
class GradientCheckpointingTest {
    private static final int STEPS = 3;
    private static final int PICTURES = 4;
    private static final KernelPlan WINOGRAD = winograd();

    @TempDir
    private Path folder;

    /** All that steps told, and the adapter and both moments of each of its tensors. */
    private record Learnt(List<StepReport> reports, Map<String, HostTensor> state) {}

    private static Stream<Arguments> cases() {
        Settings plain = Settings.none().with(Setting.BATCH, 1);
        Settings everything = Settings.none()
                .with(Setting.KIND, "word")
                .with(Setting.TARGETS, "full")
                .with(Setting.DORA, true)
                .with(Setting.LORA_DROPOUT, 0.3)
                .with(Setting.BATCH, 2)
                .with(Setting.ACCUMULATE, 2)
                .with(Setting.CAPTION_DROPOUT, 0.5);
        return Stream.of("sd1", "sd2", "sdxl")
                .flatMap(kind -> Stream.of(
                        Arguments.of(kind, "plain", plain),
                        Arguments.of(kind, "dropout", plain.with(Setting.LORA_DROPOUT, 0.3)),
                        Arguments.of(kind, "last layers", plain.with(Setting.TARGETS, "conv_out")),
                        Arguments.of(kind, "full", plain.with(Setting.TARGETS, "full")),
                        Arguments.of(kind, "word", plain.with(Setting.KIND, "word")),
                        Arguments.of(kind, "everything", everything)));
    }

    private static Stream<Arguments> broadest() {
        return cases().filter(each -> each.get()[1].equals("everything"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cases")
    void everyGradientIsThatOfARunThatRemembersBitForBit(String kind, String name, Settings wishes) {
        Learnt remembering = learnt(kind, wishes.with(Setting.GRADIENT_CHECKPOINTING, "off"));
        Learnt recomputing = learnt(kind, wishes.with(Setting.GRADIENT_CHECKPOINTING, "on"));
        assertThat(recomputing.reports()).isEqualTo(remembering.reports());
        assertThat(recomputing.state()).isEqualTo(remembering.state());
    }

    /** Layers whose gradients are our own: matrices kept as stored, convolutions through points. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("broadest")
    void gradientsOfOurOwnAreThoseOfARunThatRemembersToo(String kind, String name, Settings wishes) {
        Placement placement = Placement.REFERENCE.keeping("stored").with(WINOGRAD);
        Learnt remembering = learnt(kind, placement, wishes.with(Setting.GRADIENT_CHECKPOINTING, "off"));
        Learnt recomputing = learnt(kind, placement, wishes.with(Setting.GRADIENT_CHECKPOINTING, "on"));
        assertThat(recomputing.reports()).isEqualTo(remembering.reports());
        assertThat(recomputing.state()).isEqualTo(remembering.state());
    }

    /** Every convolution that the reference models have, and some that they have not. */
    private static KernelPlan winograd() {
        List<Integer> widths = List.of(32, 64, 96, 128, 160, 192);
        Map<KernelCase, Kernel> choices = new HashMap<>();
        for (long pixels = 1; pixels <= 1 << 14; pixels *= 2) {
            for (int in : widths) {
                for (int out : widths) {
                    choices.put(KernelCase.convolution(pixels, in, out), Kernel.WINOGRAD);
                }
            }
        }
        return new KernelPlan(choices);
    }

    private static Learnt learnt(String kind, Settings wishes) {
        return learnt(kind, Placement.REFERENCE, wishes);
    }

    private static Learnt learnt(String kind, Placement placement, Settings wishes) {
        return Engine.call(() -> {
            try (Scope scope = new Scope();
                    StableDiffusion model = open(kind, placement)) {
                Plan plan = plan(model, wishes.with(Setting.STEPS, STEPS));
                List<StepReport> reports = new ArrayList<>();
                try (Lessons lessons = lessons(model, plan);
                        Training training = new Training(model, plan, lessons, Optional.empty())) {
                    training.trainer().run(reports::add, new Cancellation());
                    return new Learnt(reports, training.trainer().state());
                }
            }
        });
    }

    private static StableDiffusion open(String kind) {
        return open(kind, Placement.REFERENCE);
    }

    private static StableDiffusion open(String kind, Placement placement) {
        return StableDiffusion.open(Reference.folder(kind).resolve("model"), placement);
    }

    private static Plan plan(StableDiffusion model, Settings wishes) {
        return Recipe.plan(wishes, TrainingBase.of(model), PICTURES);
    }

    private static Lessons lessons(StableDiffusion model, Plan plan) {
        return lessons(model, plan, PICTURES);
    }

    private static Lessons lessons(StableDiffusion model, Plan plan, int pictures) {
        TrainingOrder order = new TrainingOrder(
                "apple",
                HeldOutSplit.none(PictureFolder.read(
                                Path.of("../samples/fluent/train"), new CaptionRule(Optional.empty(), Optional.empty()))
                        .subList(0, pictures)),
                Optional.empty(),
                Optional.empty(),
                new Watching(OptionalInt.empty(), 0, 0, 0, OptionalInt.of(0), List.of()),
                Keeping.inMemory(),
                Privacy.REDACTED,
                Duration.ZERO);
        return new Lessons(model, plan, order, Progress.SILENT, new Cancellation());
    }

    @Test
    void memoryStaysFlatOverTwoHundredSteps() {
        Settings wishes = Settings.none()
                .with(Setting.STEPS, 200)
                .with(Setting.BATCH, 1)
                .with(Setting.SIZE, "16")
                .with(Setting.KIND, "word")
                .with(Setting.TARGETS, "full")
                .with(Setting.LORA_DROPOUT, 0.1)
                .with(Setting.GRADIENT_CHECKPOINTING, "on");
        long[] pointers = new long[201];
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    StableDiffusion model = open("sd1");
                    Lessons lessons = lessons(model, plan(model, wishes));
                    Training training = new Training(model, plan(model, wishes), lessons, Optional.empty())) {
                training.trainer()
                        .run(
                                report -> {
                                    pointers[report.step()] = Pointer.totalCount();
                                    return true;
                                },
                                new Cancellation());
            }
        });
        System.out.printf("live native objects at step 20 and 200: %d and %d%n", pointers[20], pointers[200]);
        assertThat(pointers[200]).isPositive().isLessThanOrEqualTo(pointers[20]);
    }

    /** Files that tell of the memory of this very process, on a machine that has {@code available} left. */
    private SystemMemory withRoomFor(long available) throws IOException {
        Path root = folder.resolve("machine");
        Files.createDirectories(root.resolve("proc"));
        Files.createSymbolicLink(root.resolve("proc/self"), Path.of("/proc/self"));
        Files.writeString(root.resolve("proc/meminfo"), "MemAvailable: " + available / 1024 + " kB\n");
        return new SystemMemory(root);
    }

    @Test
    void memoryThatDoesNotDoWithoutItSwitchesItOnAndSaysWhy() {
        assumeTrue(SystemMemory.ofThisMachine().forgetPeak(), "this system does not tell the peak of a process");
        Settings wishes = Settings.none().with(Setting.SIZE, "128").with(Setting.BATCH, 4);
        Engine.call(() -> {
            try (Scope scope = new Scope();
                    StableDiffusion model = open("sd1");
                    Lessons lessons = lessons(model, plan(model, wishes), 4)) {
                long without = needed(model, plan(model, wishes), lessons);
                long with = needed(model, plan(model, wishes).checkpointing(true), lessons);
                System.out.printf("peak without %d MB, with %d MB%n", without >> 20, with >> 20);
                assertThat(with).isLessThan(without);
                SystemMemory.Held held = SystemMemory.ofThisMachine().held().orElseThrow();
                SystemMemory scarce = withRoomFor((without + with) / 2 - (held.resident() - held.mapped()));
                MemoryFitting.Fit fit =
                        new MemoryFitting(model, plan(model, wishes), lessons, Optional.empty(), scarce).run();
                assertThat(fit.plan().config().gradientCheckpointing()).isTrue();
                assertThat(fit.sparing().orElseThrow().text())
                        .startsWith("Without gradient checkpointing training would need about ")
                        .contains("so it is switched on");
                Plan refusing = plan(model, wishes.with(Setting.GRADIENT_CHECKPOINTING, "off"));
                assertThatThrownBy(() -> new MemoryFitting(model, refusing, lessons, Optional.empty(), scarce).run())
                        .isInstanceOf(OutOfMemory.class)
                        .hasMessageContaining("--gradient-checkpointing auto");
                return true;
            }
        });
    }

    private static long needed(StableDiffusion model, Plan plan, Lessons lessons) {
        try (Training training = new Training(model, plan, lessons, Optional.empty())) {
            return new MemoryRehearsal(model, plan, lessons, SystemMemory.ofThisMachine())
                    .run(training)
                    .needed();
        }
    }

    @Test
    void aRunMayGoOnEitherWayAndDoesAsBeforeIfNothingIsSaid() {
        SmallRun with = new SmallRun(
                folder,
                Reference.folder("sd1/model"),
                training -> SmallRun.settings(training, Setting.GRADIENT_CHECKPOINTING, "on"),
                4);
        SmallRun without = with.with(training -> SmallRun.settings(training, Setting.GRADIENT_CHECKPOINTING, "off"));
        SmallRun.Outcome whole = without.whole("whole");
        with.untilStep(2, "part");
        Snapshot snapshot = with.snapshots("part").newest().snapshot().orElseThrow();
        Plan silent = Recipe.plan(Settings.none(), SmallBase.BASE, 4);
        assertThat(silent.config().gradientCheckpointing()).isFalse();
        assertThat(RunIdentity.asBefore(silent, snapshot).config().gradientCheckpointing())
                .isTrue();
        without.assertSame(without.resumed("part"), whole);
    }

    @Test
    void anUnknownWishIsRefusedWithTheNearest() {
        Settings wishes = Settings.none().with(Setting.GRADIENT_CHECKPOINTING, "onn");
        assertThatThrownBy(() -> Recipe.plan(wishes, SmallBase.BASE, 4))
                .isInstanceOf(BadInput.class)
                .hasMessage("--gradient-checkpointing is onn. Expected one of auto, on, off. Did you mean on?");
    }
}
