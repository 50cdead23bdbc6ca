package dev.styleseal.cli;

import dev.styleseal.comparison.Grid;
import dev.styleseal.comparison.Yardsticks;
import dev.styleseal.error.BadInput;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.Refinements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code styleseal compare}: seals, weights, prompts and seeds side by side, with scores. */
@Command(
        name = "compare",
        sortOptions = false,
        description = "Paints the same prompts by the base and with each seal at each weight, and measures them.",
        customSynopsis = "styleseal compare --model PATH (--seal FILE | --run DIR) --prompt WORDS [...]",
        footer = {
            "",
            "  styleseal compare --model models/emoji --run runs/fluent --prompt \"fox, fluent style\" \\",
            "      --held-out samples/fluent/heldout --pictures samples/fluent/train --output compared"
        })
final class CompareCommand implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Option(names = "--model", paramLabel = "PATH", description = "the base model: a diffusers folder or one file")
    private @Nullable Path model;

    @Option(names = "--seal", paramLabel = "FILE", description = "a seal; may be repeated")
    private List<String> seals = new ArrayList<>();

    @Option(names = "--run", paramLabel = "DIR", description = "folder of a run: all its checkpoints and its seal")
    private @Nullable Path run;

    @Option(
            names = "--weights",
            paramLabel = "N,...",
            description = "of the seals beside the base; 0,0.4,0.8,1.2, and 1 for a --run, if it is not said")
    private @Nullable String weights;

    @Option(names = "--prompt", paramLabel = "WORDS", description = "what to paint; may be repeated")
    private List<String> prompts = new ArrayList<>();

    @Option(names = "--prompts", paramLabel = "FILE", description = "a file with one prompt a line")
    private @Nullable Path promptsFile;

    @Option(
            names = "--neutral",
            paramLabel = "WORDS",
            description = "a prompt that no seal should change, to measure leaks; may be repeated")
    private List<String> neutral = new ArrayList<>();

    @Option(names = "--negative", paramLabel = "WORDS", description = "what to lead away from")
    private @Nullable String negative;

    @Option(
            names = "--seeds",
            paramLabel = "N,...",
            description = "of the pictures of each prompt; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "1,2,3")
    private String seeds = "1,2,3";

    @Option(
            names = "--held-out",
            paramLabel = "DIR",
            description = "captioned pictures that no seal was trained on, for the loss")
    private @Nullable Path heldOut;

    @Option(
            names = "--pictures",
            paramLabel = "DIR",
            description = "the training pictures, for style, colours and memorisation")
    private @Nullable Path pictures;

    @Mixin
    private PaintingOptions painting = new PaintingOptions();

    @Mixin
    private BasePartOptions parts = new BasePartOptions();

    @Mixin
    private PlacementOptions placement = new PlacementOptions();

    @Mixin
    private OperationsOption operations = new OperationsOption();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "for page, grid, scores and pictures; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "compared")
    private Path output = Path.of("compared");

    @Option(names = "--overwrite", description = "replace an earlier comparison there")
    private boolean overwrite;

    @Option(names = "--json", description = "write the scores as JSON to standard output")
    private boolean json;

    CompareCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        PaintSettings settings = painting.read(Refinements.NONE, Optional.empty());
        operations.require();
        List<Double> chosen = numbers("--weights", weights == null ? usualWeights() : weights, Double::valueOf);
        List<Long> chosenSeeds = numbers("--seeds", seeds, Long::valueOf);
        List<String> words = PromptLine.allOf(prompts, Optional.ofNullable(promptsFile)).stream()
                .map(PromptLine::onlyWords)
                .toList();
        if (model == null) {
            throw new BadInput(
                    "No base model is given. Expected a diffusers folder, such as models/emoji, or one file. Name it with --model.");
        }
        ComparedSeals compared = ComparedSeals.of(seals, Optional.ofNullable(run));
        CompareJob.Order order = new CompareJob.Order(
                BasePath.of(model),
                parts.read(),
                placement::read,
                operations,
                () -> new Grid(compared.open(), chosen, words, neutral, Optional.ofNullable(negative), chosenSeeds),
                new Yardsticks(Optional.ofNullable(heldOut), Optional.ofNullable(pictures)),
                settings,
                !painting.isSized());
        return new CompareJob(console, interruption, order, new CompareJob.Outcome(output, overwrite, json)).run();
    }

    private String usualWeights() {
        return seals.isEmpty() ? "1" : "0,0.4,0.8,1.2";
    }

    private static <T extends Number> List<T> numbers(String option, String text, Function<String, T> parse) {
        List<T> numbers = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            try {
                T number = parse.apply(word.strip());
                if (!Double.isFinite(number.doubleValue())) {
                    throw new NumberFormatException(word);
                }
                numbers.add(number);
            } catch (NumberFormatException e) {
                throw new BadInput(
                        e,
                        "{0} is \"{1}\". Expected numbers with commas between them, such as {2}. Correct it.",
                        option,
                        text,
                        option.equals("--seeds") ? "1,2,3" : "0.4,0.8,1.2");
            }
        }
        return numbers;
    }
}
