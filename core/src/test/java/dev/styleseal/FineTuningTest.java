package dev.styleseal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.file.Seal;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.run.Kind;
import dev.styleseal.run.Plan;
import dev.styleseal.run.Setting;
import dev.styleseal.run.Settings;
import dev.styleseal.run.TrainingEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings on the small reference model. */
class FineTuningTest {
    private static final Path PICTURES = Path.of("../samples/fluent/train");
    private static BaseModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        model = BaseModel.open(Reference.folder("sd1/model"));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static FineTuning training(int steps) {
        return FineTuning.on(model).pictures(PICTURES).steps(steps).with(Setting.BATCH, 1);
    }

    @Test
    void theSameTrainingGivesTheSameValuesBitForBit() {
        SortedMap<String, LoraModule> first = everything(training(6)).run().loras();
        SortedMap<String, LoraModule> second = everything(training(6)).run().loras();
        assertThat(second).isEqualTo(first);
        SortedMap<String, LoraModule> other =
                everything(training(6)).with(Setting.SEED, 43).run().loras();
        assertThat(other).isNotEqualTo(first);
    }

    private static FineTuning everything(FineTuning training) {
        return training.with(Setting.TRAIN_TEXT, true)
                .with(Setting.FLIP, true)
                .with(Setting.CAPTION_DROPOUT, 0.5)
                .with(Setting.NOISE_OFFSET, 0.1)
                .with(Setting.LORA_DROPOUT, 0.2)
                .with(Setting.MIN_SNR, "5")
                .with(Setting.BATCH, 2)
                .with(Setting.ACCUMULATE, 2);
    }

    @Test
    void memoryStaysFlatOverFiveHundredSteps() {
        long[] pointers = new long[501];
        long[] bytes = new long[501];
        training(500)
                .with(Setting.LORA_DROPOUT, 0.1)
                .listener(event -> {
                    if (event instanceof TrainingEvent.Stepped stepped) {
                        int step = stepped.report().step();
                        pointers[step] = Pointer.totalCount();
                        bytes[step] = Pointer.physicalBytes();
                    }
                })
                .run();
        System.out.printf(
                "live native objects at step 50 and 500: %d and %d; resident MB: %d and %d%n",
                pointers[50], pointers[500], bytes[50] >> 20, bytes[500] >> 20);
        assertThat(pointers[500]).isLessThanOrEqualTo(pointers[50]);
        assertThat(bytes[500] - bytes[50]).isLessThan(100L << 20);
    }

    @Test
    void theBaseIsBitForBitWhatItWas() {
        String before = model.fingerprint();
        Seal seal = training(2).with(Setting.TRAIN_TEXT, true).run();
        assertThat(seal.loras().keySet()).anyMatch(path -> path.startsWith("text_encoder."));
        assertThat(model.fingerprint()).isEqualTo(before);
    }

    @Test
    void onlyTheUNetLearnsUnlessAWordIsNew() {
        assertThat(training(1).run().loras().keySet()).allMatch(path -> path.startsWith("unet."));
        Plan word = training(1).kind(Kind.WORD).trigger("fluent").plan();
        assertThat(word.config().trainText()).isTrue();
        assertThat(word.reasons().get(Setting.TRAIN_TEXT)).asString().contains("new word");
    }

    @Test
    void aNewWordNeedsItsTrigger() {
        assertThatThrownBy(() -> training(1).kind(Kind.WORD).plan())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--trigger");
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRunWithAdvice() {
        assertThatThrownBy(() -> training(40)
                        .with(Setting.LEARNING_RATE, 1e30)
                        .with(Setting.WARMUP, 0)
                        .run())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("not finite")
                .hasMessageMatching("(?s).*in step \\d+.*")
                .hasMessageContaining("--learning-rate");
    }

    @Test
    void cancellingKeepsWhatWasLearned() {
        Cancellation cancellation = new Cancellation();
        List<TrainingEvent.Finished> ends = new ArrayList<>();
        Seal seal = training(50)
                .cancellation(cancellation)
                .listener(event -> {
                    if (event instanceof TrainingEvent.Stepped stepped
                            && stepped.report().step() == 3) {
                        cancellation.request();
                    }
                    if (event instanceof TrainingEvent.Finished finished) {
                        ends.add(finished);
                    }
                })
                .run();
        assertThat(ends).hasSize(1);
        assertThat(ends.get(0).interrupted()).isTrue();
        assertThat(ends.get(0).steps()).isEqualTo(3);
        assertThat(seal.metadata().text("ss_steps")).hasValue("3");
        assertThat(seal.loras()).isNotEmpty();
    }

    @Test
    void cancellingBeforeTheFirstStepIsAnInterruption() {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        assertThatThrownBy(() -> training(5).cancellation(cancellation).run()).isInstanceOf(Interrupted.class);
    }

    @Test
    void checkpointsAndPreviewsComeWhenTheyAreDue() {
        List<String> seen = new ArrayList<>();
        training(4)
                .checkpointEvery(2)
                .previewEvery(2, List.of("a cat"))
                .listener(event -> {
                    if (event instanceof TrainingEvent.Checkpointed checkpoint) {
                        seen.add("checkpoint " + checkpoint.step());
                    } else if (event instanceof TrainingEvent.Previewed preview) {
                        seen.add("preview " + preview.step());
                    }
                })
                .run();
        assertThat(seen).containsExactly("preview 0", "checkpoint 2", "preview 2", "checkpoint 4", "preview 4");
    }

    @Test
    void askingAgainForThePlansSettingsGivesTheSamePlan() {
        Plan plan = training(7).with(Setting.RANK, 5).plan();
        FineTuning again = FineTuning.on(model).pictures(PICTURES);
        plan.settings().values().forEach(again::with);
        assertThat(again.plan().settings().values()).isEqualTo(plan.settings().values());
        assertThat(again.plan().config()).isEqualTo(plan.config());
        assertThat(plan.settings().values().keySet())
                .containsAll(List.of(Setting.values()).stream()
                        .filter(setting -> setting != Setting.MINUTES && setting != Setting.TEXT_LEARNING_RATE)
                        .toList());
        assertThatThrownBy(
                        () -> training(7).with(Setting.TEXT_LEARNING_RATE, 1e-4).plan())
                .as("a rate for what does not learn")
                .hasMessageContaining("--train-text");
    }

    @Test
    void minutesBecomeAFixedNumberOfSteps() {
        List<Plan> plans = new ArrayList<>();
        FineTuning.on(model)
                .pictures(PICTURES)
                .minutes(0.3)
                .listener(event -> {
                    if (event instanceof TrainingEvent.Planned planned) {
                        plans.add(planned.plan());
                    }
                })
                .run();
        assertThat(plans).hasSize(1);
        Settings settings = plans.get(0).settings();
        assertThat(settings.whole(Setting.STEPS)).isPositive();
        assertThat(settings.has(Setting.MINUTES)).isFalse();
        assertThat(plans.get(0).reasons().get(Setting.STEPS)).asString().contains("0.3 minutes");
        assertThatThrownBy(() -> training(3).minutes(1).plan()).isInstanceOf(BadInput.class);
        assertThatThrownBy(() ->
                        FineTuning.on(model).pictures(PICTURES).minutes(-1).plan())
                .isInstanceOf(BadInput.class);
    }

    @Test
    void targetsThatMatchNothingAreRefusedWithTheValidOnes() {
        assertThatThrownBy(() -> training(1).with(Setting.TARGETS, "to_q,to_x").run())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("[to_x]")
                .hasMessageContaining("to_out.0");
    }

    @Test
    void theSealSavesOpensAndPaints() {
        Seal seal = training(3).trigger("fluent style").name("fluent").run();
        Path file = folder.resolve("fluent.safetensors");
        seal.save(file);
        Seal opened = Seal.open(file);
        assertThat(opened.metadata().trigger()).hasValue("fluent style");
        String before = model.fingerprint();
        byte[] sealed = paint(opened, 1);
        assertThat(sealed).isNotEqualTo(paint(opened, 0));
        assertThat(TextToImage.with(model)
                        .prompt("a cat")
                        .steps(3)
                        .seed(5)
                        .run()
                        .get(0)
                        .picture()
                        .rgb())
                .isEqualTo(paint(opened, 0));
        assertThat(model.fingerprint()).isEqualTo(before);
    }

    private static byte[] paint(Seal seal, double weight) {
        return TextToImage.with(model)
                .seal(seal, weight)
                .prompt("a cat")
                .steps(3)
                .seed(5)
                .run()
                .get(0)
                .picture()
                .rgb();
    }
}
