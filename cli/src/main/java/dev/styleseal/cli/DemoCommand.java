package dev.styleseal.cli;

import dev.styleseal.cli.demo.Demo;
import dev.styleseal.cli.demo.DemoResult;
import dev.styleseal.cli.demo.DemoSettings;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code styleseal demo}: the whole story in minutes, on what comes with the program. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {
            "Trains a seal on 32 sample pictures with the embedded base, paints 12 things it was never shown,",
            "measures, and writes a page that shows everything. Takes some minutes on two cores."
        },
        footer = {"", "  styleseal demo --output my-demo"})
final class DemoCommand implements Callable<Integer> {
    /** The system property in which the start script names the project's folder. */
    private static final String ROOT = "styleseal.root";

    private final Console console;
    private final Interruption interruption;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "where seal, report.html and sheet.png go; ${DEFAULT-VALUE} if it is not said",
            defaultValue = DemoSettings.OUTPUT)
    private Path output = Path.of(DemoSettings.OUTPUT);

    @Option(names = "--steps", paramLabel = "N", description = "training steps; the recipe's if it is not said")
    private @Nullable Integer steps;

    @Option(names = "--seed", paramLabel = "N", description = "of the training; the recipe's if it is not said")
    private @Nullable Long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "paint everything with seeds 1 to N; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "" + DemoSettings.PAINTED_SEEDS)
    private int seeds;

    @Mixin
    private PlacementOptions placement = new PlacementOptions();

    @Option(names = "--json", description = "write the figures as JSON to standard output")
    private boolean json;

    DemoCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        DemoSettings settings = new DemoSettings(
                root(), output, Optional.ofNullable(steps), Optional.ofNullable(seed), seeds, DemoSettings.PAINT_STEPS);
        interruption.guard("Stopping after this step; a seal that has learnt something stays.");
        Demo demo = new Demo(
                settings,
                placement.read(),
                console.language(),
                interruption.cancellation(),
                part -> new LateDisplay(() -> console.progress(Message.of("{0}", part)), System::nanoTime));
        DemoResult result = demo.run();
        if (json) {
            console.result(result.json());
        } else {
            result.summary().forEach(line -> console.result("{0}", line));
        }
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
