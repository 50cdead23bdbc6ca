package dev.styleseal.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.OneThread;
import dev.styleseal.benchmark.BenchmarkOrder.Work;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.model.BaseOptions;
import dev.styleseal.tensor.Placement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class BenchmarkTest {
    private static final Path MODEL = Path.of("src/test/resources/reference/sd1/model");

    @Test
    void everyStepThatWasAskedForIsTimed() {
        try (OneThread oneThread = new OneThread();
                ModelSpecimen specimen = ModelSpecimen.open(MODEL, BaseOptions.NONE, Placement.REFERENCE)) {
            BenchmarkResult result = run(specimen, order(32, Set.of()), new Cancellation());
            assertThat(result.step().orElseThrow().timing().seconds()).hasSize(2);
            BenchmarkResult.Picture picture = result.picture().orElseThrow();
            assertThat(picture.timing().seconds()).hasSize(2);
            assertThat(picture.decoding().orElseThrow().seconds()).hasSize(2);
            assertThat(picture.seconds())
                    .isEqualTo(20 * picture.timing().median()
                            + picture.decoding().orElseThrow().median());
            assertThat(result.gemm().inUse()).isEqualTo(result.gemm().float32()).isPositive();
            assertThat(result.share().orElseThrow()).isPositive();
        }
    }

    /** The collector may free what belongs to layers of networks that are gone, so the number may fall. */
    @Test
    void noRoundLeavesMemoryBehind() {
        try (OneThread oneThread = new OneThread();
                ModelSpecimen specimen = ModelSpecimen.open(MODEL, BaseOptions.NONE, Placement.REFERENCE)) {
            Map<String, List<Long>> pointers = new TreeMap<>();
            BenchmarkOrder order = new BenchmarkOrder(32, 32, 1, 4, OptionalInt.of(8), Set.of(), false);
            Benchmark.run(
                    specimen,
                    order,
                    Optional.empty(),
                    part -> (done, total) -> pointers.computeIfAbsent(part.text(), missing -> new ArrayList<>())
                            .add(Pointer.totalCount()),
                    new Cancellation());
            for (String part : List.of("Training steps", "Steps of a picture", "Latents to pixels")) {
                List<Long> counts = Objects.requireNonNull(pointers.get(part));
                assertThat(counts).as(part).hasSize(9);
                int kept = part.equals("Steps of a picture") ? 6 : 0; // the loop's latents, until the picture is done
                assertThat(counts.get(8)).as(part).isLessThanOrEqualTo(counts.get(2) + kept);
            }
        }
    }

    @Test
    void workThatWasNotAskedForIsNotDone() {
        try (OneThread oneThread = new OneThread();
                ModelSpecimen specimen = ModelSpecimen.open(MODEL, BaseOptions.NONE, Placement.REFERENCE)) {
            List<String> parts = new ArrayList<>();
            BenchmarkResult result = Benchmark.run(
                    specimen,
                    order(32, Set.of(Work.STEP)),
                    Optional.empty(),
                    part -> {
                        parts.add(part.text());
                        return (done, total) -> assertThat(done).isBetween(1, total);
                    },
                    new Cancellation());
            assertThat(result.picture()).isEmpty();
            assertThat(parts)
                    .containsExactly(
                            "Weights", "Measuring matrix products", "Training steps", "Measuring matrix products");
        }
    }

    @Test
    void aSizeWithoutLatentsAndTrainingInHalfPrecisionAreRefused() {
        try (ModelSpecimen specimen = ModelSpecimen.open(MODEL, BaseOptions.NONE, Placement.REFERENCE)) {
            int factor = specimen.factor();
            assertThatThrownBy(() -> run(specimen, order(8 * factor + 1, Set.of()), new Cancellation()))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("does not fit this base. Expected sides that are multiples of " + factor);
        }
        try (ModelSpecimen half = ModelSpecimen.open(MODEL, BaseOptions.NONE, Placement.choose("cpu", "fp16"))) {
            assertThatThrownBy(() -> run(half, order(32, Set.of(Work.STEP)), new Cancellation()))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("--precision is fp16. Expected float32 or bf16 for training steps");
        }
    }

    @Test
    void aRequestToStopEndsItBetweenTwoRounds() {
        try (OneThread oneThread = new OneThread();
                ModelSpecimen specimen = ModelSpecimen.open(MODEL, BaseOptions.NONE, Placement.REFERENCE)) {
            for (Work work : Work.values()) {
                Cancellation cancellation = new Cancellation();
                assertThatThrownBy(() -> Benchmark.run(
                                specimen,
                                order(32, Set.of(work)),
                                Optional.empty(),
                                part -> (done, total) -> {
                                    if (!part.text().startsWith("Weights")
                                            && !part.text().startsWith("Measuring")) {
                                        cancellation.request();
                                    }
                                },
                                cancellation))
                        .as(work.name())
                        .isInstanceOf(Interrupted.class);
            }
        }
    }

    @Test
    void roundsFillTheTimeButAreEnoughForAMedian() {
        Rounds rounds = new Rounds(OptionalInt.empty(), Duration.ofSeconds(18));
        assertThat(rounds.count(3)).isEqualTo(6);
        assertThat(rounds.count(60)).isEqualTo(3);
        assertThat(rounds.count(0.001)).isEqualTo(50);
        assertThat(new Rounds(OptionalInt.of(1), Duration.ofSeconds(18)).count(3))
                .isEqualTo(1);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddle() {
        Timing timing = new Timing(List.of(4.0, 1.0, 2.0, 9.0));
        assertThat(timing.median()).isEqualTo(3);
        assertThat(timing.min()).isEqualTo(1);
        assertThat(timing.max()).isEqualTo(9);
        assertThat(new Timing(List.of(4.0, 1.0, 2.0)).median()).isEqualTo(2);
    }

    private static BenchmarkOrder order(int side, Set<Work> work) {
        return new BenchmarkOrder(side, side, 1, 4, OptionalInt.of(2), work, false);
    }

    private static BenchmarkResult run(Specimen specimen, BenchmarkOrder order, Cancellation cancellation) {
        return Benchmark.run(specimen, order, Optional.empty(), BenchmarkListener.SILENT, cancellation);
    }
}
