package dev.styleseal;

import dev.styleseal.data.Progress;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Language;
import dev.styleseal.file.BlockStrength;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.SealFiles;
import dev.styleseal.file.SealInspection;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.PngFile;
import dev.styleseal.io.Reason;
import dev.styleseal.report.Machine;
import dev.styleseal.run.RunHistory;
import dev.styleseal.runreport.LessonSheet;
import dev.styleseal.runreport.PaintedPicture;
import dev.styleseal.runreport.RunPage;
import dev.styleseal.runreport.RunStory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * The page about a training, report.html in its folder: what was learned, how it came about, how to use it.
 *
 * <pre>{@code
 * Path page = TrainingReport.of(folder).pictures(lessons, withheld).painted(model).write();
 * }</pre>
 *
 * <p>Can be written again at any time, from the folder alone: what is not at hand then has a sentence that says so.
 * Belongs to one thread.
 */
public final class TrainingReport {
    /** The name of the page in the folder of its run. */
    public static final String FILE = "report.html";

    private static final long NANOS = 1_000_000_000;
    private static final int MOST_MOMENTS = 6; // previews side by side on a page
    private static final int MOST_PREVIEW_ROWS = 4;

    private final RunHistory history;
    private List<TrainingPicture> lessons = List.of();
    private List<TrainingPicture> withheld = List.of();
    private Optional<BaseModel> base = Optional.empty();
    private Duration allowed = Duration.ofSeconds(Long.MAX_VALUE / NANOS);
    private Language language = Language.ENGLISH;
    private Progress progress = Progress.SILENT;
    private Cancellation cancellation = new Cancellation();

    private TrainingReport(RunHistory history) {
        this.history = history;
    }

    /**
     * Begins the page of a run, whether it has ended or not.
     *
     * @param folder of the run
     * @throws BadInput if there is no run
     * @throws CorruptFile if its events.jsonl is damaged
     */
    public static TrainingReport of(Path folder) {
        return new TrainingReport(RunHistory.read(folder));
    }

    /** Shows these pictures: those it learned from, and those it was only measured on. */
    public TrainingReport pictures(List<TrainingPicture> learned, List<TrainingPicture> held) {
        lessons = List.copyOf(learned);
        withheld = List.copyOf(held);
        return this;
    }

    /**
     * Paints the seal at several weights with the base it was trained on, which stays the caller's, and counts the tokens of
     * captions. A run that did not come to its end is not painted: whoever stopped it does not wait for pictures.
     */
    public TrainingReport painted(BaseModel model) {
        base = Optional.of(model);
        return this;
    }

    /** The most time that painting may take; a tenth of the training, or a minute, if it is not said. */
    public TrainingReport within(Duration most) {
        allowed = most;
        return this;
    }

    /** The language of the page; English if it is not said. */
    public TrainingReport language(Language wanted) {
        language = wanted;
        return this;
    }

    /** Told how the painting goes. */
    public TrainingReport progress(Progress told) {
        progress = told;
        return this;
    }

    /** What ends the painting early; the page is written with the pictures that are done. */
    public TrainingReport cancellation(Cancellation flag) {
        cancellation = flag;
        return this;
    }

    /**
     * Writes the page, whole or not at all, replacing an earlier one.
     *
     * @return its file
     * @throws BadInput if it cannot be written
     */
    public Path write() {
        Path page = history.folder().resolve(FILE);
        RunPage.of(story(), language).save(page);
        return page;
    }

    private RunStory story() {
        ToIntFunction<String> tokens = base.<ToIntFunction<String>>map(model ->
                        text -> model.loaded().texts().get(0).tokenizer().ids(text).length)
                .orElse(text -> -1);
        LessonSheet sheet = lessons.isEmpty() && withheld.isEmpty()
                ? LessonSheet.none()
                : LessonSheet.read(
                        lessons,
                        withheld,
                        history.planned().width(),
                        history.planned().height(),
                        tokens);
        return new RunStory(
                history,
                sheet,
                new SealAtWeights(history, lessons, base, allowed, progress, cancellation).painted(),
                previews(),
                seal(),
                Machine.here());
    }

    private RunStory.SealFacts seal() {
        Optional<Path> file = history.ending().flatMap(RunHistory.Ending::seal).filter(Files::exists);
        long bytes = file.map(TrainingReport::bytes).orElse(0L);
        return new RunStory.SealFacts(
                file,
                bytes,
                bytes(history.folder()),
                file.map(TrainingReport::blocks).orElse(List.of()));
    }

    private static List<BlockStrength> blocks(Path seal) {
        try {
            return SealFiles.of(seal).files().stream()
                    .filter(SealFiles::isNamedSo)
                    .findFirst()
                    .flatMap(file -> FileInspection.of(seal).seal())
                    .map(SealInspection::blocks)
                    .orElse(List.of());
        } catch (BadInput | CorruptFile e) {
            return List.of(); // the page says that it could not be read; inspect says why
        }
    }

    private static long bytes(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new BadInput(e, "Cannot read {0}: {1}. Expected a folder or file. Try again.", place, Reason.of(e));
        }
    }

    /** Step 0 and the last step are always among them. */
    private List<RunStory.PreviewPicture> previews() {
        List<Integer> steps = history.previews().stream()
                .map(RunHistory.Preview::step)
                .distinct()
                .toList();
        List<Integer> shown = new ArrayList<>();
        int moments = Math.min(MOST_MOMENTS, steps.size());
        for (int i = 0; i < moments; i++) {
            shown.add(steps.get(moments == 1 ? 0 : i * (steps.size() - 1) / (moments - 1)));
        }
        List<Long> seeds = history.previews().stream()
                .map(RunHistory.Preview::seed)
                .distinct()
                .limit(MOST_PREVIEW_ROWS)
                .toList();
        return history.previews().stream()
                .filter(preview -> shown.contains(preview.step()) && seeds.contains(preview.seed()))
                .flatMap(preview -> read(preview).stream())
                .toList();
    }

    private static Optional<RunStory.PreviewPicture> read(RunHistory.Preview preview) {
        if (!Files.isRegularFile(preview.file())) {
            return Optional.empty();
        }
        try {
            Map<String, String> texts = PngFile.texts(preview.file());
            PaintedPicture picture = PaintedPicture.of(
                    PictureReader.read(preview.file()),
                    texts.containsKey(PngFile.XMP)
                            ? Map.of(PngFile.XMP, texts.getOrDefault(PngFile.XMP, ""))
                            : Map.of());
            return Optional.of(new RunStory.PreviewPicture(preview, picture));
        } catch (BadInput e) {
            return Optional.empty(); // damaged since; the others are shown
        }
    }
}
