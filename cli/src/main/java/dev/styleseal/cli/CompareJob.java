package dev.styleseal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.BaseModel;
import dev.styleseal.SealComparison;
import dev.styleseal.cli.compare.CompareJson;
import dev.styleseal.cli.compare.ComparePage;
import dev.styleseal.cli.compare.CompareSheet;
import dev.styleseal.cli.compare.ComparisonFacts;
import dev.styleseal.cli.compare.ComparisonFiles;
import dev.styleseal.cli.compare.ScoreTable;
import dev.styleseal.comparison.Grid;
import dev.styleseal.comparison.GridListener;
import dev.styleseal.comparison.GridResult;
import dev.styleseal.comparison.Subject;
import dev.styleseal.comparison.Yardsticks;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Message;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.Provenance;
import dev.styleseal.io.AtomicFile;
import dev.styleseal.model.BaseOptions;
import dev.styleseal.tensor.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A comparison as the command line asks for it. */
final class CompareJob {
    private static final String TOOL = "Style Seal";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Console console;
    private final Interruption interruption;
    private final Order order;
    private final Outcome outcome;

    /**
     * What is asked for.
     *
     * @param placement finds where the base goes
     * @param operations how large operations are carried out
     * @param grid reads the seals
     * @param settings with any size if {@code ownSize}
     * @param ownSize whether pictures have the base's own size
     */
    record Order(
            Path model,
            BaseOptions parts,
            Supplier<Placement> placement,
            OperationsOption operations,
            Supplier<Grid> grid,
            Yardsticks yardsticks,
            PaintSettings settings,
            boolean ownSize) {}

    /** Where everything goes, and how the result is told. */
    record Outcome(Path folder, boolean overwrite, boolean json) {}

    CompareJob(Console console, Interruption interruption, Order order, Outcome outcome) {
        this.console = console;
        this.interruption = interruption;
        this.order = order;
        this.outcome = outcome;
    }

    int run() {
        Grid grid = order.grid.get();
        ComparisonFiles files = files(grid);
        requireRoom(files);
        order.yardsticks.requireUsable();
        if (order.yardsticks.areTheSame()) {
            console.warn(
                    Message.of(
                            "--held-out and --pictures are the same folder. The loss on pictures that a seal was trained on says nothing of others. Name pictures that no seal was trained on."));
        }
        order.operations.settleLibrary(order.model, console);
        Placement placement = order.placement.get();
        console.say(placement.description());
        console.say("Reading the base {0} ...", order.model);
        try (BaseModel base = BaseModel.open(order.model, order.parts, placement)) {
            BaseNotes.tell(base, console);
            PaintSettings settings =
                    order.ownSize ? order.settings.sized(base.nativeSize(), base.nativeSize()) : order.settings;
            order.operations.apply(base, settings, console, interruption);
            int subjects = grid.subjects().size();
            console.say(
                    "Painting {0} pictures: {1} by the base and by each of {2} combinations of seal and weight.",
                    (long) subjects * grid.picturesEach(), grid.picturesEach(), subjects - 1);
            interruption.guard("Stopping after this step; pictures that are finished stay.");
            Watch watch = new Watch(files, (long) subjects * grid.picturesEach());
            GridResult result;
            try (watch) {
                result = SealComparison.run(base, grid, order.yardsticks, settings, watch, interruption.cancellation());
            } catch (Interrupted e) {
                console.say(
                        "Interrupted: {0} pictures are painted and stay in {1}; there is no page and there are no scores. Run the command again with --overwrite.",
                        watch.painted, files.pictures());
                return Interruption.EXIT_CODE;
            }
            tell(new ComparisonFacts(result, order.model, settings, order.yardsticks, files));
            return 0;
        }
    }

    private ComparisonFiles files(Grid grid) {
        List<PaintJob> jobs = grid.jobs();
        List<Message> where = jobs.stream()
                .map(job -> Message.of(
                        grid.prompts().contains(job.prompt()) ? "--prompt \"{0}\"" : "--neutral \"{0}\"", job.prompt()))
                .toList();
        return new ComparisonFiles(outcome.folder, grid.subjects(), jobs, PictureNames.of(jobs, where));
    }

    private void requireRoom(ComparisonFiles files) {
        if (!outcome.overwrite) {
            PictureFolder.requireNone(files.all());
        }
        new PictureFolder(outcome.folder).requireWritable();
    }

    /** Saves pictures as they come, and shows how long it will still take. */
    private final class Watch implements GridListener, AutoCloseable {
        private final ComparisonFiles files;
        private final long total;
        private final ProgressDisplay painting = console.progress(Message.of("Painting"));
        private final LateDisplay measuring =
                new LateDisplay(() -> console.progress(Message.of("Measuring")), System::nanoTime);
        private final TimeLeft paintTime = TimeLeft.start();
        private TimeLeft measureTime = TimeLeft.start();
        private int painted;

        Watch(ComparisonFiles files, long total) {
            this.files = files;
            this.total = total;
        }

        @Override
        public void painting(int done, int calls) {
            String detail = console.text(Message.of("picture {0} of {1}", Math.min(painted + 1, total), total));
            painting.at(done, calls, paintTime.left(done, calls), detail);
            measureTime = TimeLeft.start();
        }

        @Override
        public void painted(Subject subject, GeneratedImage image) {
            new PictureFolder(outcome.folder).save(image, files.picture(subject, image.job()));
            painted++;
        }

        @Override
        public void measuring(int done, int subjects) {
            measuring.at(done, subjects, measureTime.left(done, subjects), "");
        }

        @Override
        public void close() {
            painting.close();
            measuring.close();
        }
    }

    private void tell(ComparisonFacts facts) {
        ComparisonFiles files = facts.files();
        PngFile.write(
                files.sheet(),
                CompareSheet.of(facts.result()),
                Map.of(PngFile.XMP, Provenance.labelOnly(TOOL).xmp()));
        new ComparePage(console.language(), facts).report().save(files.page());
        ObjectNode json = CompareJson.of(facts);
        try {
            AtomicFile.write(files.scores(), JSON.writeValueAsString(json) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        if (outcome.json) {
            console.result(json);
            return;
        }
        ScoreTable table = new ScoreTable(ComparePage.words(console.language()), facts.result());
        List<String> headings = table.headings();
        for (List<String> row : table.rows()) {
            console.result("{0}", row.get(0));
            for (int i = 1; i < row.size(); i++) {
                console.result("  {0}: {1}", headings.get(i), row.get(i));
            }
        }
        console.result("{0}", table.verdict());
        List.of(files.page(), files.sheet(), files.scores(), files.pictures())
                .forEach(file -> console.result("{0}", file));
    }
}
