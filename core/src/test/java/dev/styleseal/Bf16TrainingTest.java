package dev.styleseal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.styleseal.error.Cancellation;
import dev.styleseal.run.LossScore;
import dev.styleseal.run.Setting;
import dev.styleseal.run.TrainingEvent;
import dev.styleseal.tensor.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training of a base with real weights learns in bf16 what it learns in float32. */
class Bf16TrainingTest {
    private static final Path BASE = Path.of("../models/emoji");
    private static final Path LEARNED = Path.of("../samples/fluent/train");
    private static final Path WITHHELD = Path.of("../samples/fluent/heldout");
    /** Of the withheld pictures: all twelve tell the same and take three times as long. */
    private static final int FEW = 4;

    private static final int STEPS = 24;
    /** The base is worse than the end of the training by at least so much, or nothing was learned that bf16 could lose. */
    private static final double LEARNED_SHARE = 0.04;
    /** The bar of docs/performance.md. */
    private static final double BAR = 0.01;

    @TempDir
    private Path folder;

    @Test
    void aTrainingInBf16EndsWithinOnePercentOfTheHeldOutLossOfFloat32() throws IOException {
        Path withheld = few();
        List<LossScore> exact = scores("float32", withheld);
        List<LossScore> rounded = scores("bf16", withheld);
        double base = exact.get(0).mean();
        double end = last(exact);
        assertThat(end).as("float32 learned").isLessThan((1 - LEARNED_SHARE) * base);
        assertThat(last(rounded)).isCloseTo(end, within(BAR * end)).isNotEqualTo(end);
    }

    private Path few() throws IOException {
        try (Stream<Path> files = Files.list(WITHHELD)) {
            for (Path file : files.sorted().limit(2L * FEW).toList()) { // each with its caption
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return folder;
    }

    private static double last(List<LossScore> scores) {
        LossScore last = scores.get(scores.size() - 1);
        assertThat(last.step()).isEqualTo(STEPS);
        assertThat(last.heldOut()).isTrue();
        return last.mean();
    }

    private static List<LossScore> scores(String precision, Path withheld) {
        List<LossScore> scores = new ArrayList<>();
        Cancellation cancellation = new Cancellation();
        long begun = System.nanoTime();
        try (BaseModel base = BaseModel.open(BASE, Placement.choose("cpu", precision))) {
            FineTuning.on(base)
                    .pictures(LEARNED)
                    .heldOut(withheld.toString())
                    .steps(STEPS)
                    .with(Setting.BATCH, 2)
                    .with(Setting.OPERATIONS, "fixed")
                    .evaluateEvery(STEPS)
                    .previewEvery(0, List.of())
                    .cancellation(cancellation)
                    .listener(event -> {
                        if (event instanceof TrainingEvent.Evaluated evaluated) {
                            scores.add(evaluated.score());
                            if (evaluated.score().step() == STEPS) {
                                cancellation
                                        .request(); // what comes after the last measurement takes as long as all before
                            }
                        }
                    })
                    .run();
        }
        System.out.printf(
                "held-out loss in %-8s %.5f of the base, %.5f after %d steps, in %d s%n",
                precision,
                scores.get(0).mean(),
                scores.get(scores.size() - 1).mean(),
                STEPS,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds());
        return scores;
    }
}
