package dev.styleseal.cli;

import dev.styleseal.benchmark.Benchmark;
import dev.styleseal.benchmark.BenchmarkOrder;
import dev.styleseal.benchmark.BenchmarkOrder.Work;
import dev.styleseal.benchmark.BenchmarkResult;
import dev.styleseal.benchmark.Extent;
import dev.styleseal.benchmark.KnownShape;
import dev.styleseal.benchmark.ModelSpecimen;
import dev.styleseal.benchmark.NetworkCost;
import dev.styleseal.benchmark.RandomSpecimen;
import dev.styleseal.benchmark.Specimen;
import dev.styleseal.calibration.FastestPlan;
import dev.styleseal.cli.bench.BenchJson;
import dev.styleseal.cli.bench.BenchLine;
import dev.styleseal.cli.bench.BenchRun;
import dev.styleseal.cli.bench.BenchTable;
import dev.styleseal.cli.bench.PlanTable;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.model.BaseOptions;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code styleseal bench}: how fast this machine trains and paints. */
@Command(
        name = "bench",
        sortOptions = false,
        description = {
            "Measures training and painting on this machine, and ends with one line to compare with others.",
            "Takes about a minute; without --model the network has random weights."
        },
        footer = {
            "",
            "  styleseal bench",
            "  styleseal bench --model models/emoji --size 64",
            "  styleseal bench --kind sdxl --size 512 --work step --precision bf16 --json"
        })
final class BenchCommand implements Callable<Integer> {
    private static final Map<String, Work> WORK = workByName();
    private static final int MOST_THREADS = 1024;

    private final Console console;
    private final Interruption interruption;

    @Option(names = "--model", paramLabel = "PATH", description = "a base model: a diffusers folder or one file")
    private @Nullable Path model;

    @Option(
            names = "--kind",
            paramLabel = "NAME",
            description = "shapes of random weights: sd15 or sdxl; sd15 if it is not said")
    private @Nullable String kind;

    @Option(
            names = "--work",
            paramLabel = "NAMES",
            split = ",",
            description = "what is measured: step (training), picture, or both, which is so if it is not said")
    private List<String> work = List.of();

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "of pictures in pixels; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "256")
    private String size = "256";

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "pictures in a training step; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "1")
    private int batch;

    @Option(
            names = "--rank",
            paramLabel = "N",
            description = "of the seal that is trained; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "8")
    private int rank;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "steps that are timed, after one that is not; as many as fit the minute if it is not said")
    private @Nullable Integer steps;

    @Option(names = "--threads", paramLabel = "N", description = "that compute; those of libtorch if it is not said")
    private @Nullable Integer threads;

    @Mixin
    private PlacementOptions placement = new PlacementOptions();

    @Mixin
    private BasePartOptions parts = new BasePartOptions();

    @Mixin
    private OperationsOption operations = new OperationsOption();

    @Option(
            names = "--gradient-checkpointing",
            description = "training steps compute again what they could remember: less memory, more time")
    private boolean gradientCheckpointing;

    @Option(names = "--explain", description = "list what was measured of each operation, and the way that is taken")
    private boolean explain;

    @Option(names = "--json", description = "write all figures as JSON to standard output")
    private boolean json;

    BenchCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        BenchmarkOrder order = order();
        KnownShape shape = shape();
        BaseOptions wishes = parts.read();
        requireThreads();
        operations.require();
        if (model != null) {
            operations.settleLibrary(BasePath.of(model), console);
        } else if (!operations.isFixed()) {
            LibraryChoice.settle(console);
        }
        if (threads != null) {
            Engine.setThreads(threads);
        }
        Placement place = placement.read();
        console.say(place.description());
        try (Specimen specimen = model == null
                        ? new RandomSpecimen(shape, place)
                        : ModelSpecimen.open(BasePath.of(model), wishes, place);
                BenchDisplay display = new BenchDisplay(console)) {
            BenchmarkResult result = Benchmark.run(
                    specimen,
                    order,
                    operations.isFixed() ? Optional.empty() : Optional.of(FastestPlan.usualFolder()),
                    display,
                    interruption.cancellation());
            display.close();
            tell(new BenchRun(Version.number(), specimen.name(), model == null, parameters(specimen), order, result));
        }
        return 0;
    }

    /** In the order of messages. */
    private static Map<String, Work> workByName() {
        Map<String, Work> names = new LinkedHashMap<>();
        names.put("step", Work.STEP);
        names.put("picture", Work.PICTURE);
        return names;
    }

    private BenchmarkOrder order() {
        int[] sides = PaintingOptions.sides(size);
        return new BenchmarkOrder(
                sides[0],
                sides[1],
                batch,
                rank,
                steps == null ? OptionalInt.empty() : OptionalInt.of(steps),
                wanted(),
                gradientCheckpointing);
    }

    private Set<Work> wanted() {
        Set<Work> wanted = EnumSet.noneOf(Work.class);
        work.forEach(word -> wanted.add(Choice.named("--work", word, WORK)));
        return wanted;
    }

    private KnownShape shape() {
        if (kind != null && model != null) {
            throw new BadInput(
                    "--kind is {0} and --model {1}. Expected one of them: a model has shapes of its own. Leave one out.",
                    kind, model);
        }
        Map<String, KnownShape> shapes = new LinkedHashMap<>();
        for (KnownShape each : KnownShape.values()) {
            shapes.put(each.label(), each);
        }
        return kind == null ? KnownShape.SD15 : Choice.named("--kind", kind, shapes);
    }

    private void requireThreads() {
        if (threads != null && (threads < 1 || threads > MOST_THREADS)) {
            throw new BadInput(
                    "--threads is {0}. Expected 1 to {1}. Leave it out for as many as libtorch takes.",
                    threads, MOST_THREADS);
        }
    }

    private static long parameters(Specimen specimen) {
        return NetworkCost.ofPainting(specimen.config(), new Extent(1, 1, 1, 1), 1)
                .parameters();
    }

    private void tell(BenchRun run) {
        if (run.result().wasDisturbed()) {
            console.warn(
                    Message.of(
                            "The work was faster than the peak of matrix products, so other programs computed while that was measured. Expected a machine with nothing else to do. Run bench again when it is quiet."));
        }
        if (json) {
            console.result(BenchJson.of(run));
            return;
        }
        if (explain) {
            PlanTable.lines(run.result()).forEach(line -> console.result("{0}", line));
        }
        BenchTable.lines(run).forEach(line -> console.result("{0}", line));
        console.result("{0}", BenchLine.of(run));
    }
}
