package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunToml;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run that was interrupted goes on, as its run.toml says. */
final class ResumeJob {
    private final Console console;
    private final Interruption interruption;
    private final Path run;
    private final boolean anyEngine;
    private final boolean json;

    ResumeJob(Console console, Interruption interruption, Path run, boolean anyEngine, boolean json) {
        this.console = console;
        this.interruption = interruption;
        this.run = run;
        this.anyEngine = anyEngine;
        this.json = json;
    }

    int run() {
        Path toml = run.resolve("run.toml");
        if (!Files.isRegularFile(toml)) {
            throw new BadInput(
                    "There is no run in {0}: it has no run.toml. Expected the folder of a run, such as runs/NAME. Correct --resume.",
                    run);
        }
        RunDescription description = RunToml.read(toml);
        return new TrainJob(console, interruption, description, TrainJob.Outcome.resumed(run, anyEngine, json)).run();
    }
}
