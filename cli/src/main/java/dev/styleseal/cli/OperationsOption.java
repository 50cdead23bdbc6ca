package dev.styleseal.cli;

import dev.styleseal.BaseModel;
import dev.styleseal.calibration.FastestPlan;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.generate.PaintSettings;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option about how large operations are carried out. */
final class OperationsOption {
    private static final String FIXED = "fixed";
    private static final int PER_CENT = 100;

    @Option(
            names = "--operations",
            paramLabel = "HOW",
            description = "auto: fastest on this machine; fixed: as diffusers does",
            defaultValue = "auto")
    private String operations = "auto";

    /** @throws BadInput if it is neither auto nor fixed */
    void require() {
        if (!List.of("auto", FIXED).contains(operations)) {
            throw new BadInput("--operations is {0}. Expected auto or fixed. Correct it or leave it out.", operations);
        }
    }

    /** Whether the reference's ways were asked for. */
    boolean isFixed() {
        return operations.equals(FIXED);
    }

    /** Has libtorch bind to the matrix library that is the fastest here for a base; to be called before it loads. */
    void settleLibrary(Path base, Console console) {
        if (!isFixed()) {
            LibraryChoice.settle(base, console);
        }
    }

    /** Has the base paint such pictures as is fastest here, unless the reference's way was asked for. */
    void apply(BaseModel base, PaintSettings settings, Console console, Interruption interruption) {
        if (isFixed()) {
            return;
        }
        FastestPlan.Found found;
        try (ProgressDisplay display = console.progress(Message.of("Measuring this machine"))) {
            TimeLeft time = TimeLeft.start();
            found = base.hasten(
                    settings.width(),
                    settings.height(),
                    new FastestPlan(
                            FastestPlan.usualFolder(),
                            share -> {
                                int done = (int) Math.round(PER_CENT * share);
                                display.at(done, PER_CENT, time.left(done, PER_CENT), "");
                            },
                            interruption.cancellation()));
        }
        if (!found.calibration().measurements().isEmpty()) {
            console.say(
                    "Operations: as is fastest here ({0}); saves {1} s a step.",
                    found.reason(), Figure.decimal(found.calibration().saved(), 2));
        }
    }
}
