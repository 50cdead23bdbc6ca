package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.PromptSettings;
import dev.styleseal.generate.Repainting;
import dev.styleseal.prompt.Emphasis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code styleseal generate}: prompts in, pictures out. */
@Command(
        name = "generate",
        sortOptions = false,
        description = "Paints pictures from words, with seals or without.",
        customSynopsis = "styleseal generate --model PATH (--prompt WORDS | --prompts FILE | --parameters PNG) [...]",
        footer = {
            "",
            "A prompt file takes --n NEGATIVE and --d SEED behind a prompt; pictures that are there stay.",
            "",
            "  styleseal generate --model models/emoji --seal fluent.safetensors:0.8 --prompt \"fox\" --count 4"
        })
final class GenerateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;
    private final Interruption interruption;

    @Option(names = "--model", paramLabel = "PATH", description = "the base model: a diffusers folder or one file")
    private @Nullable Path model;

    @Option(
            names = "--seal",
            paramLabel = "FILE[:W]",
            description = "a seal and its weight; with factors for parts: FILE:W:text=0.5,up.1=0")
    private List<String> seals = new ArrayList<>();

    @Option(names = "--prompt", paramLabel = "WORDS", description = "what to paint; may be repeated")
    private List<String> prompts = new ArrayList<>();

    @Option(names = "--prompts", paramLabel = "FILE", description = "a file with one prompt a line")
    private @Nullable Path promptsFile;

    @Option(names = "--negative", paramLabel = "WORDS", description = "what to lead away from")
    private @Nullable String negative;

    @Mixin
    private PaintingOptions painting = new PaintingOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "of the first picture; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "0")
    private long seed;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "pictures a prompt, with consecutive seeds; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "1")
    private int count;

    @Mixin
    private BasePartOptions parts = new BasePartOptions();

    @Mixin
    private PlacementOptions placement = new PlacementOptions();

    @Mixin
    private OperationsOption operations = new OperationsOption();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private RefinementOptions refinements = new RefinementOptions();

    @Mixin
    private PromptOptions prompting = new PromptOptions();

    @Option(
            names = "--parameters",
            paramLabel = "PNG",
            description = "paint a picture again by the settings it carries")
    private @Nullable Path parameters;

    @Option(
            names = "--output",
            paramLabel = "PATH",
            description = "a .png for one picture, else a folder; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "pictures")
    private Path output = Path.of("pictures");

    @Option(names = "--overwrite", description = "paint pictures that are there already again")
    private boolean overwrite;

    @Option(names = "--json", description = "write the result as JSON to standard output")
    private boolean json;

    GenerateCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        return parameters == null ? paint() : repaint(parameters);
    }

    private int paint() {
        PaintSettings settings = painting.read(refinements.read(), source.read());
        if (count < 1) {
            throw new BadInput("--count is {0}. Expected at least 1. Correct it.", count);
        }
        Path base = base();
        PictureList pictures = PictureList.of(
                PromptLine.allOf(prompts, Optional.ofNullable(promptsFile)),
                Optional.ofNullable(negative),
                seed,
                count,
                output);
        GenerateJob.Order order = new GenerateJob.Order(
                base,
                parts.read(),
                placement::read,
                operations,
                () -> seals.stream()
                        .map(SealArgument::parse)
                        .map(seal -> seal.open(prompting.leniency()))
                        .toList(),
                pictures,
                settings,
                !painting.isSized(),
                prompting.read(prompting.grammar(), Emphasis.ORIGINAL));
        return new GenerateJob(
                        console, interruption, order, new GenerateJob.Outcome(promptsFile != null, overwrite, json))
                .run();
    }

    /** Paints a picture again by its own words. */
    private int repaint(Path picture) {
        Repainting said = PaintedPicture.read(picture, source, spec);
        Path base = base();
        PromptSettings words = prompting.read(said.grammar(), said.emphasis());
        List<String> missing = said.sealNames().stream()
                .filter(name -> words.seals().filter(folder -> folder.has(name)).isEmpty())
                .toList();
        Repainting possible = said.without(missing);
        PaintJob job = possible.job();
        PromptLine line =
                new PromptLine(job.prompt(), job.negative(), Optional.of(job.seed()), Message.of("{0}", picture));
        GenerateJob.Order order = new GenerateJob.Order(
                base,
                parts.read(),
                placement::read,
                operations,
                () -> possible.wearOwn(words.seals()),
                PictureList.of(List.of(line), Optional.empty(), job.seed(), 1, output),
                possible.settings(),
                false,
                words);
        return new GenerateJob(console, interruption, order, new GenerateJob.Outcome(false, overwrite, json))
                .doubting((at, outfit) ->
                        possible.doubts(at.identity(), at.placement().precision(), outfit, missing))
                .run();
    }

    private Path base() {
        operations.require();
        if (model == null) {
            throw new BadInput(
                    "No base model is given. Expected a diffusers folder, such as models/emoji, or one file. Name it with --model.");
        }
        return BasePath.of(model);
    }
}
