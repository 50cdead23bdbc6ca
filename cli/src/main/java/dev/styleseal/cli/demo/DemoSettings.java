package dev.styleseal.cli.demo;

import dev.styleseal.diffusion.SamplerKind;
import dev.styleseal.error.BadInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What can be changed about the demo.
 *
 * @param root the project's folder, with models and samples
 * @param output where seal, report and contact sheet go; made if it is missing
 * @param steps of the training; the recipe's if empty
 * @param seed of the training; the recipe's if empty
 * @param paintedSeeds how many pictures of each thing are painted each way: seeds 1, 2, ...
 * @param paintSteps of the sampler
 */
public record DemoSettings(
        Path root, Path output, Optional<Integer> steps, Optional<Long> seed, int paintedSeeds, int paintSteps) {
    /** Where everything goes if nobody says otherwise, seen from the project's folder. */
    public static final String OUTPUT = "runs/demo";

    /** As many as the report is made for. */
    public static final int PAINTED_SEEDS = 4;

    /** What the embedded base's own notes advise. */
    public static final int PAINT_STEPS = 20;

    static final SamplerKind SAMPLER = SamplerKind.DPMPP_2M_KARRAS;

    /**
     * The base's own notes advise 3 to 5. The stronger the guidance, the more the colours stray from those of real
     * pictures: the palette distance of the sealed pictures is 20 at 3, 23 at 4 and 26 at 5.
     */
    static final double GUIDANCE = 3;

    private static final int MOST_SEEDS = 16;

    public DemoSettings {
        if (paintedSeeds < 1 || paintedSeeds > MOST_SEEDS) {
            throw new BadInput(
                    "--seeds is {0}. Expected 1 to {1}; {2} is what the report is made for. Correct it.",
                    paintedSeeds, MOST_SEEDS, PAINTED_SEEDS);
        }
    }

    Path base() {
        return root.resolve("models").resolve("emoji");
    }

    Path lessons() {
        return samples().resolve("train");
    }

    Path heldOut() {
        return samples().resolve("heldout");
    }

    private Path samples() {
        return root.resolve("samples").resolve("fluent");
    }

    Path sealFile() {
        return output.resolve("fluent.safetensors");
    }

    Path reportFile() {
        return output.resolve("report.html");
    }

    Path sheetFile() {
        return output.resolve("sheet.png");
    }

    List<Long> seeds() {
        return LongStream.rangeClosed(1, paintedSeeds).boxed().toList();
    }
}
