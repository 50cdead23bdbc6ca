package dev.styleseal.cli;

import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.PromptSettings;
import dev.styleseal.generate.Refinements;
import dev.styleseal.generate.Repainting;
import dev.styleseal.prompt.Emphasis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

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

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "steps of the sampler; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "20")
    private int steps;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description = "way from noise to picture; dpmpp-2m-karras if it is not said")
    private @Nullable String sampler;

    @Option(
            names = "--guidance",
            paramLabel = "N",
            description = "how strongly words steer; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "7")
    private double guidance;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "in pixels; that of --image, or the base's own, if it is not said")
    private @Nullable String size;

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

    @Option(
            names = "--clip-skip",
            paramLabel = "N",
            description = "layer of the text encoders, 1 for the last; else the base's own")
    private @Nullable Integer clipSkip;

    @Mixin
    private BasePartOptions parts = new BasePartOptions();

    @Mixin
    private PlacementOptions placement = new PlacementOptions();

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
        Optional<int[]> sides = Optional.ofNullable(size).map(GenerateCommand::sides);
        // The base's own size is not known yet; whatever else is wrong shall be said before the base is read.
        int[] checked = sides.orElse(new int[] {1, 1});
        Refinements wishes = refinements.read();
        PaintSettings settings = new PaintSettings(
                checked[0],
                checked[1],
                sampler == null ? wishes.schedule().usualSampler() : SamplerKind.named(sampler),
                steps,
                guidance,
                clipSkip == null ? OptionalInt.empty() : OptionalInt.of(clipSkip),
                wishes,
                source.read());
        if (count < 1) {
            throw new BadInput("--count is {0}. Expected at least 1. Correct it.", count);
        }
        Path base = base();
        PictureList pictures = PictureList.of(lines(), Optional.ofNullable(negative), seed, count, output);
        GenerateJob.Order order = new GenerateJob.Order(
                base,
                parts.read(),
                placement::read,
                () -> seals.stream()
                        .map(SealArgument::parse)
                        .map(seal -> seal.open(prompting.leniency()))
                        .toList(),
                pictures,
                settings,
                sides.isEmpty(),
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
        if (model == null) {
            throw new BadInput(
                    "No base model is given. Expected a diffusers folder, such as models/emoji, or one file. Name it with --model.");
        }
        return BasePath.of(model);
    }

    private List<PromptLine> lines() {
        if (prompts.isEmpty() == (promptsFile == null)) {
            throw new BadInput(
                    "{0}. Expected either what to paint or a file of it. Use one of --prompt and --prompts.",
                    Message.of(
                            promptsFile == null
                                    ? "Neither --prompt nor --prompts is given"
                                    : "Both --prompt and --prompts are given"));
        }
        if (promptsFile != null) {
            return PromptsFile.read(promptsFile);
        }
        List<PromptLine> lines = new ArrayList<>();
        for (String prompt : prompts) {
            lines.add(new PromptLine(
                    prompt, Optional.empty(), Optional.empty(), Message.of("--prompt {0}", lines.size() + 1)));
        }
        return lines;
    }

    private static int[] sides(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new BadInput(
                    "--size is \"{0}\". Expected width x height in pixels such as 512x768, or one side. Correct it.",
                    text);
        }
        int width = Integer.parseInt(matcher.group(1));
        return new int[] {width, matcher.group(2) == null ? width : Integer.parseInt(matcher.group(2))};
    }
}
