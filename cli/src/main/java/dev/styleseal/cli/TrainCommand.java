package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.kohya.Imported;
import dev.styleseal.kohya.KohyaConfig;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunToml;
import dev.styleseal.run.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** {@code styleseal train}: pictures in, seal out. */
@Command(
        name = "train",
        sortOptions = false,
        description = "Learns from a folder of pictures and writes a seal. The base stays as it is.",
        customSynopsis = "styleseal train --model PATH --pictures DIR [OPTIONS]",
        footer = {
            "",
            "What is left out is derived from base and pictures, and shown with its reason.",
            "",
            "  styleseal train --model models/emoji --pictures samples/fluent/train --name fluent"
        })
final class TrainCommand implements Callable<Integer> {
    private static final Set<String> RESUMABLE =
            Set.of("--resume", "--verify", "--any-engine", "--stop-after", "--json", "--language");

    private final Console console;
    private final Interruption interruption;

    @Option(
            order = 101,
            names = "--output",
            paramLabel = "DIR",
            description = "folder of the run; runs/NAME if it is not said")
    private @Nullable Path output;

    @Option(order = 102, names = "--overwrite", description = "replace an earlier run in that folder")
    private boolean overwrite;

    @Option(
            order = 103,
            names = "--config",
            paramLabel = "FILE",
            description = "a run.toml to repeat; options win over it")
    private @Nullable Path config;

    @Option(
            order = 106,
            names = "--resume",
            paramLabel = "RUN",
            description = "go on with an interrupted run, to the very seal it would have given")
    private @Nullable Path resume;

    @Option(order = 108, names = "--dry-run", description = "do everything once, say what the run will take, and end")
    private boolean dryRun;

    @Option(order = 107, names = "--verify", description = "with --resume: prove that stopping changes nothing here")
    private boolean verify;

    @Option(order = 109, names = "--stop-after", hidden = true, description = "stop after that step, as Ctrl-C does")
    private int stopAfter;

    @Option(order = 107, names = "--any-engine", hidden = true, description = "resume even where bits will differ")
    private boolean anyEngine;

    @Option(
            order = 103,
            names = "--from-kohya",
            paramLabel = "FILE",
            description = "a settings file of kohya's sd-scripts; says what it takes")
    private @Nullable Path fromKohya;

    @Option(order = 104, names = "--json", description = "write the result as JSON to standard output")
    private boolean json;

    @Option(order = 105, names = "--settings", description = "list every other setting, such as --rank, and end")
    private boolean settings;

    private @Nullable CommandLine line;

    private TrainCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    static CommandLine commandLine(Console console, Interruption interruption) {
        TrainCommand command = new TrainCommand(console, interruption);
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        TrainOptions.addTo(spec);
        CommandLine line = new CommandLine(spec);
        command.line = line;
        return line;
    }

    @Override
    public Integer call() {
        if (settings) {
            listSettings();
            return 0;
        }
        if (resume != null) {
            return resumed(resume);
        }
        if (verify) {
            throw new BadInput(
                    "--verify is given without --resume. Expected the run whose settings are to be tried. Add --resume RUN.");
        }
        RunDescription file = fromFile();
        CommandLine parsed = Objects.requireNonNull(line);
        RunDescription asked = TrainOptions.read(parsed.getParseResult()).over(file);
        return new TrainJob(
                        console,
                        interruption,
                        asked,
                        TrainJob.Outcome.fresh(Optional.ofNullable(output), overwrite, dryRun, stopAfter, json))
                .run();
    }

    private RunDescription fromFile() {
        if (config != null && fromKohya != null) {
            throw new BadInput("Both --config and --from-kohya are given. Expected one settings file. Leave one out.");
        }
        if (fromKohya != null) {
            Imported imported = KohyaConfig.read(fromKohya);
            new KohyaWords(console, fromKohya, imported).tell();
            return imported.description();
        }
        return config == null ? RunDescription.empty() : RunToml.read(config);
    }

    private int resumed(Path run) {
        ParseResult parsed = Objects.requireNonNull(line).getParseResult();
        parsed.matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !RESUMABLE.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new BadInput(
                            "{0} does not go with --resume: a run goes on with the settings it began with. Expected --resume alone. Leave {0} out, or begin a new run with --continue-from.",
                            name);
                });
        if (!Files.isRegularFile(run.resolve("run.toml"))) {
            throw new BadInput(
                    "There is no run in {0}: it has no run.toml. Expected the folder of a run, such as runs/NAME. Correct --resume.",
                    run);
        }
        if (verify) {
            return new ResumeProof(console, run, json).run();
        }
        return new TrainJob(
                        console,
                        interruption,
                        RunToml.read(run.resolve("run.toml")),
                        TrainJob.Outcome.resumed(run, anyEngine, stopAfter, json))
                .run();
    }

    private void listSettings() {
        Arrays.stream(Setting.values())
                .forEach(setting -> console.result(
                        "{0}{1}", String.format(Locale.ROOT, "  --%-24s", setting.key()), setting.meaning()));
    }
}
