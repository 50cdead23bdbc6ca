package dev.styleseal;

import dev.styleseal.data.Progress;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.file.Seal;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.image.PngFile;
import dev.styleseal.run.RunHistory;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.Setting;
import dev.styleseal.run.Settings;
import dev.styleseal.runreport.PaintedPicture;
import dev.styleseal.runreport.WeightGrid;
import dev.styleseal.runreport.WeightGrid.Left;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Paints a finished seal at several weights, with a few prompts of its training, as long as that takes little time. */
final class SealAtWeights {
    private static final List<Double> WEIGHTS = List.of(0.0, 0.4, 0.8, 1.0, 1.2);
    private static final int MOST_PROMPTS = 3;
    private static final int STEPS = 20; // these three as previews are painted
    private static final double GUIDANCE = 4;
    private static final long FIRST_SEED = 1;

    /** Painting may take this share of the training, and a minute in any case. */
    private static final int SHARE = 10;

    private static final Duration LEAST = Duration.ofMinutes(1);

    private final RunHistory history;
    private final List<TrainingPicture> lessons;
    private final Optional<BaseModel> base;
    private final Duration allowed;
    private final Progress progress;
    private final Cancellation cancellation;
    private final WeightGrid.Painting painting;

    SealAtWeights(
            RunHistory history,
            List<TrainingPicture> lessons,
            Optional<BaseModel> base,
            Duration allowed,
            Progress progress,
            Cancellation cancellation) {
        this.history = history;
        this.lessons = lessons;
        this.base = base;
        this.allowed = allowed;
        this.progress = progress;
        this.cancellation = cancellation;
        painting = new WeightGrid.Painting(
                history.planned().width(),
                history.planned().height(),
                SamplerKind.DPMPP_2M_KARRAS.label(),
                STEPS,
                GUIDANCE);
    }

    WeightGrid painted() {
        Optional<Path> file = history.ending()
                .filter(end -> !end.interrupted() && end.failure().isEmpty())
                .flatMap(RunHistory.Ending::seal);
        if (file.isEmpty() || !Files.exists(file.get())) {
            return WeightGrid.none(painting, Left.RUN_STOPPED);
        }
        if (base.isEmpty()) {
            return WeightGrid.none(painting, Left.NO_BASE);
        }
        List<String> prompts = prompts();
        if (prompts.isEmpty()) {
            return WeightGrid.none(painting, Left.NO_PROMPT);
        }
        return painted(base.get(), Seal.open(file.get()), prompts);
    }

    /** Those of the previews, else captions from all over the lesson. */
    private List<String> prompts() {
        List<String> words = history.description().texts(RunKey.PREVIEW_PROMPT);
        List<String> all = words.isEmpty()
                ? lessons.stream().map(TrainingPicture::caption).distinct().toList()
                : words;
        int count = Math.min(MOST_PROMPTS, all.size());
        return IntStream.range(0, count)
                .mapToObj(i -> all.get(i * all.size() / count))
                .toList();
    }

    private WeightGrid painted(BaseModel model, Seal seal, List<String> prompts) {
        Duration most = history.ending()
                .map(RunHistory.Ending::elapsed)
                .orElse(Duration.ZERO)
                .dividedBy(SHARE);
        long budget = Math.min(allowed.toNanos(), Math.max(LEAST.toNanos(), most.toNanos()));
        long start = System.nanoTime();
        int total = prompts.size() * WEIGHTS.size();
        int done = 0;
        List<WeightGrid.Row> rows = new ArrayList<>();
        List<PaintedPicture> row = new ArrayList<>();
        Optional<Left> left = Optional.empty();
        try {
            while (done < total && left.isEmpty()) {
                int prompt = done / WEIGHTS.size();
                row.add(painted(model, seal, WEIGHTS.get(done % WEIGHTS.size()), prompts.get(prompt), prompt));
                progress.advanced(++done, total);
                if (row.size() == WEIGHTS.size()) {
                    rows.add(new WeightGrid.Row(prompts.get(prompt), FIRST_SEED + prompt, row));
                    row.clear();
                }
                int rowsBegun = prompt + 1 + (row.isEmpty() ? 1 : 0); // is there time to finish this row, or the next?
                long needed = (System.nanoTime() - start) / done * rowsBegun * WEIGHTS.size();
                if (done < total && (done == 1 || row.isEmpty()) && needed > budget) {
                    left = Optional.of(Left.TOO_LONG);
                }
            }
        } catch (Interrupted e) {
            if (!cancellation.isRequested()) {
                throw e;
            }
            left = Optional.of(Left.STOPPED);
            if (!row.isEmpty()) {
                int prompt = rows.size();
                rows.add(new WeightGrid.Row(prompts.get(prompt), FIRST_SEED + prompt, row));
            }
        }
        return new WeightGrid(WEIGHTS, rows, painting, left);
    }

    private PaintedPicture painted(BaseModel model, Seal seal, double weight, String prompt, int number) {
        TextToImage painter = TextToImage.with(model)
                .prompt(prompt)
                .seed(FIRST_SEED + number)
                .size(painting.width(), painting.height())
                .sampler(SamplerKind.DPMPP_2M_KARRAS)
                .steps(STEPS)
                .guidance(GUIDANCE)
                .cancellation(cancellation);
        clipSkip().ifPresent(painter::clipSkip);
        if (weight != 0) {
            painter.seal(seal, weight);
        }
        GeneratedImage image = painter.run().get(0);
        return PaintedPicture.of(
                image.picture(),
                Map.of(
                        PngFile.PARAMETERS,
                        image.parameters(),
                        PngFile.XMP,
                        image.provenance().xmp()));
    }

    private OptionalInt clipSkip() {
        Settings settings = history.description().settings();
        return settings.has(Setting.CLIP_SKIP)
                ? OptionalInt.of(settings.whole(Setting.CLIP_SKIP))
                : OptionalInt.empty();
    }
}
