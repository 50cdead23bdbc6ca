package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.styleseal.BaseModel;
import dev.styleseal.FineTuning;
import dev.styleseal.Reference;
import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFormat;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings that go on from a seal that is there. */
class OriginTest {
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

    private FineTuning training(int steps) {
        return SmallRun.settings(
                FineTuning.on(model)
                        .pictures(SmallRun.pictures(folder.resolve("pictures"), Path.of("../samples/fluent/train"), 2))
                        .evaluateEvery(0)
                        .steps(steps),
                Setting.SIZE,
                "16",
                Setting.BATCH,
                1);
    }

    private FineTuning small(int steps) {
        return SmallRun.settings(
                training(steps), Setting.RANK, 3, Setting.ALPHA, 1.5, Setting.DORA, true, Setting.RANK_OF, "to_q=2");
    }

    private Path saved(Seal seal, SealFormat format) {
        Path file = folder.resolve("origin" + format.ending());
        seal.save(file, format, DType.F16);
        return file;
    }

    @ParameterizedTest
    @EnumSource(names = {"KOHYA", "PEFT"})
    void itBeginsWithTheNumbersOfTheFileInEveryForm(SealFormat format) {
        Path file = saved(small(2).run(), format);
        SortedMap<String, LoraModule> origin = Seal.open(file).loras();
        // A rate so low that no number moves by more than float32 can tell.
        Plan plan = training(1).continueFrom(file).plan();
        SortedMap<String, LoraModule> next = training(1)
                .continueFrom(file)
                .with(Setting.LEARNING_RATE, 1e-9)
                .run()
                .loras();
        assertThat(plan.settings().flag(Setting.DORA)).isTrue();
        assertThat(plan.settings().whole(Setting.RANK)).isEqualTo(3);
        assertThat(plan.reasons().get(Setting.RANK)).asString().contains("as the seal that it goes on from");
        assertThat(next.keySet()).isEqualTo(origin.keySet());
        float worst = 0;
        for (String layer : origin.keySet()) {
            LoraModule before = Objects.requireNonNull(origin.get(layer));
            LoraModule after = Objects.requireNonNull(next.get(layer));
            assertThat(after.rank()).isEqualTo(before.rank());
            assertThat(after.alpha()).isEqualTo(before.alpha());
            assertThat(after.magnitude().isPresent()).isTrue();
            worst = Math.max(worst, worst(before.up(), after.up()));
            worst = Math.max(worst, worst(before.down(), after.down()));
        }
        System.out.printf("%s: worst difference to the file after one step %g%n", format, worst);
        assertThat(worst).isCloseTo(0, within(2e-8f));
        assertThat(origin.values()).extracting(LoraModule::rank).contains(2, 3);
    }

    private static float worst(HostTensor one, HostTensor other) {
        float worst = 0;
        for (int i = 0; i < one.values().length; i++) {
            worst = Math.max(worst, Math.abs(one.values()[i] - other.values()[i]));
        }
        return worst;
    }

    @Test
    void aWishThatContradictsTheSealIsRefused() {
        Path file = saved(small(1).run(), SealFormat.KOHYA);
        assertThatThrownBy(() ->
                        training(1).continueFrom(file).with(Setting.RANK, 8).plan())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--rank is 8, and the seal to go on from has 3");
        assertThatThrownBy(() ->
                        training(1).continueFrom(file).with(Setting.DORA, false).plan())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--dora is false, and the seal to go on from has true");
        assertThatThrownBy(() -> training(1)
                        .continueFrom(file)
                        .with(Setting.TRAIN_TEXT, true)
                        .plan())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--train-text is true");
        assertThat(training(1)
                        .continueFrom(file)
                        .with(Setting.RANK, 3)
                        .plan()
                        .settings()
                        .whole(Setting.RANK))
                .isEqualTo(3);
    }

    @Test
    void aWordIsTaughtToTheLayersThatTheSealHas() {
        Path file = saved(small(1).run(), SealFormat.KOHYA);
        Plan plan =
                training(1).continueFrom(file).kind(Kind.WORD).trigger("fluent").plan();
        assertThat(plan.config().trainText()).isFalse();
        assertThat(plan.reasons().get(Setting.TRAIN_TEXT)).asString().contains("as the seal that it goes on from");
    }

    @Test
    void otherAdaptersThanLoraAreRefusedWithWhatToDo() {
        HostTensor two = HostTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        Matrix.Product product = new Matrix.Product(two, two);
        Seal loha = Seal.of(
                List.of(new LohaModule("unet.mid_block.attentions.0.proj_in", product, product, 1, Optional.empty())),
                SealMetadata.none());
        assertThatThrownBy(() -> new Origin(loha))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("1 of its 1 layers are no LoRA")
                .hasMessageContaining("styleseal resize");
    }
}
