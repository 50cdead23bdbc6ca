package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.BaseModel;
import dev.styleseal.FineTuning;
import dev.styleseal.OneThread;
import dev.styleseal.Reference;
import dev.styleseal.calibration.ProductSpeed;
import dev.styleseal.data.CaptionRule;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Privacy;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.run.SmallRun.Outcome;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which precision a training takes by itself, from numbers to the base that computes in it. */
class PrecisionChoiceTest {
    private static final Path SAMPLES = Path.of("../samples/fluent/train");
    private static final ProductSpeed SLOW = new ProductSpeed(1.4e11, 1, 140.0 / 12);
    private static final ProductSpeed FAST = new ProductSpeed(1.4e11, 1, 0.5);

    @TempDir
    private Path folder;

    @Test
    void whereBf16IsSlowTheReasonTellsBothSpeeds() {
        PrecisionVerdict verdict = PrecisionVerdict.slow(SLOW);
        assertThat(verdict.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(verdict.reason().text()).isEqualTo("bf16 multiplies at 12 GFLOP/s here, float32 at 140");
    }

    @Test
    void bf16IsTakenUpToHalfAPercentOfDifference() {
        assertThat(PrecisionVerdict.fast(FAST, 1000, 1000).precision()).isEqualTo(Precision.BF16);
        assertThat(PrecisionVerdict.fast(FAST, 1000, 1005).precision()).isEqualTo(Precision.BF16);
        assertThat(PrecisionVerdict.fast(FAST, 1000, 995).precision()).isEqualTo(Precision.BF16);
        assertThat(PrecisionVerdict.fast(FAST, 1000, 1005.1).precision()).isEqualTo(Precision.FLOAT32);
        assertThat(PrecisionVerdict.fast(FAST, 1000, 994.9).precision()).isEqualTo(Precision.FLOAT32);
        assertThat(PrecisionVerdict.fast(FAST, 1000, Double.NaN).precision()).isEqualTo(Precision.FLOAT32);
        assertThat(PrecisionVerdict.fast(FAST, 1000, Double.POSITIVE_INFINITY).precision())
                .isEqualTo(Precision.FLOAT32);
        assertThat(PrecisionVerdict.fast(FAST, 0.2, 0.2003).reason().text())
                .isEqualTo(
                        "bf16 multiplies at 280 GFLOP/s here, float32 at 140; the loss of a batch differs by 0.15 %");
    }

    private static TrainingOrder order() {
        return new TrainingOrder(
                "fox",
                HeldOutSplit.none(PictureFolder.read(SAMPLES, new CaptionRule(Optional.empty(), Optional.empty()))),
                Optional.empty(),
                Optional.empty(),
                new Watching(OptionalInt.empty(), 0, 0, 0, OptionalInt.empty(), List.of()),
                Keeping.inMemory(),
                Privacy.REDACTED,
                Duration.ZERO);
    }

    private static Placement settled(Path base, Optional<ProductSpeed> speed, Settings wishes) {
        return Engine.call(() -> {
            try (StableDiffusion model = StableDiffusion.open(base, Placement.choose("cpu", "auto"))) {
                TrainingOrder order = order();
                String before = model.contents();
                new PrecisionChoice(model, job -> speed, new Cancellation())
                        .settle(wishes, order.plan(wishes, TrainingBase.of(model)), order);
                try (StableDiffusion opened = StableDiffusion.open(base, model.placement())) {
                    assertThat(model.contents()).isEqualTo(opened.contents());
                    assertThat(opened.contents().equals(before))
                            .isEqualTo(model.placement().precision() == Precision.FLOAT32);
                }
                return model.placement();
            }
        });
    }

    private static Stream<Path> bases() {
        return Stream.of(
                Reference.folder("sd1/model"),
                Reference.folder("sd2/model"),
                Reference.folder("sdxl/model"),
                Path.of("../models/emoji"));
    }

    /** A fast bf16 is claimed; the losses, and the base that is read anew, are real. */
    @ParameterizedTest
    @MethodSource("bases")
    void aBatchOfARealBaseLosesLessThanHalfAPercentInBf16(Path base) {
        Placement placement = settled(base, Optional.of(FAST), Settings.none());
        System.out.printf("%-60s %s%n", base, placement.precisionReason().text());
        assertThat(placement.precision()).isEqualTo(Precision.BF16);
        assertThat(placement.provisional()).isFalse();
    }

    @Test
    void whatIsNotWorthTryingStaysAsItIs() {
        Path base = Reference.folder("sd1/model");
        assertThat(settled(base, Optional.of(SLOW), Settings.none())
                        .description()
                        .text())
                .contains("float32 (bf16 multiplies at 12 GFLOP/s here, float32 at 140)");
        assertThat(settled(base, Optional.empty(), Settings.none())
                        .description()
                        .text())
                .contains("float32 (gives the numbers of the reference)");
        for (Settings wishes : List.of(
                Settings.none().with(Setting.PRECISION, "float32"),
                Settings.none().with(Setting.OPERATIONS, "fixed"))) {
            assertThat(settled(base, Optional.of(FAST), wishes).precision()).isEqualTo(Precision.FLOAT32);
        }
    }

    @Test
    void aBaseOpenedInAPrecisionKeepsIt() {
        Engine.run(() -> {
            try (StableDiffusion model = StableDiffusion.open(Reference.folder("sd1/model"), Placement.REFERENCE)) {
                TrainingOrder order = order();
                new PrecisionChoice(model, job -> Optional.of(FAST), new Cancellation())
                        .settle(Settings.none(), order.plan(Settings.none(), TrainingBase.of(model)), order);
                assertThat(model.placement()).isEqualTo(Placement.REFERENCE.keeping("full"));
            }
        });
    }

    @Test
    void aTrainingOfASmallBaseIsInFloat32() {
        List<String> engines = new ArrayList<>();
        try (BaseModel base = BaseModel.open(Reference.folder("sd1/model"), Placement.choose("cpu", "auto"))) {
            FineTuning.on(base)
                    .pictures(SAMPLES)
                    .steps(2)
                    .with(Setting.SIZE, "16")
                    .evaluateEvery(0)
                    .previewEvery(0, List.of())
                    .listener(event -> {
                        if (event instanceof TrainingEvent.Started started) {
                            engines.add(started.engine().text());
                        }
                    })
                    .run();
            assertThat(base.placement().precision()).isEqualTo(Precision.FLOAT32);
        }
        assertThat(engines).singleElement().asString().contains("float32 (gives the numbers of the reference)");
    }

    @Test
    void aRunGoesOnInThePrecisionThatItBeganIn() {
        try (OneThread one = new OneThread()) {
            Path base = Reference.folder("sd1/model");
            SmallRun bf16 =
                    new SmallRun(folder, base, training -> training, 4).of(base, Placement.choose("cpu", "bf16"));
            Outcome whole = bf16.whole("whole");
            bf16.untilStep(2, "parted");
            assertThatThrownBy(() ->
                            bf16.of(base, Placement.choose("cpu", "float32")).resumed("parted"))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("Cannot go on");
            bf16.assertSame(bf16.of(base, Placement.choose("cpu", "auto")).resumed("parted"), whole);
        }
    }
}
