package dev.styleseal.cli;

import dev.styleseal.cli.demo.Demo;
import dev.styleseal.cli.demo.DemoResult;
import dev.styleseal.cli.demo.DemoSettings;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole story in minutes, on what comes with the program. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a seal on 32 sample pictures with the embedded base, paints 12 things it was never shown, "
                    + "measures, and writes a page that shows everything. Takes some minutes on two cores."
        },
        footer = {"", "Example:", "  styleseal demo --output my-demo"})
public final class DemoCommand implements Callable<Integer> {
    /** The system property in which the start script names the project's folder. */
    private static final String ROOT = "styleseal.root";

    private final Cancellation cancellation;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything is called
    private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "where seal, report.html and sheet.png go (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init")
    private Path output;

    @Option(names = "--steps", paramLabel = "N", description = "training steps (default: the recipe's)")
    private Optional<Integer> steps = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "seed of the training (default: the recipe's)")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "" + DemoSettings.PAINTED_SEEDS,
            description = "paint everything with seeds 1 to N (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--json", description = "print the figures as JSON")
    private boolean json;

    public DemoCommand() {
        this(new Cancellation());
    }

    /** @param cancellation requested by whoever wants the demo to end early */
    public DemoCommand(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    @Override
    public Integer call() {
        DemoSettings settings = new DemoSettings(root(), output, steps, seed, seeds, DemoSettings.PAINT_STEPS);
        DemoResult result = new Demo(settings, cancellation, spec.commandLine().getErr()).run();
        spec.commandLine().getOut().println(json ? result.json() : result.summary());
        return 0;
    }

    private static Path root() {
        String root = System.getProperty(ROOT);
        if (root == null) {
            throw new BadInput(
                    "The project's folder is not known. Expected the system property {0}, which the start script sets. Start with ./styleseal, or add -D{0}=FOLDER to java.",
                    ROOT);
        }
        return Path.of(root);
    }
}
