package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.generate.Repainting;
import dev.styleseal.image.PngFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The option {@code --parameters}: everything but base, files, folders and output comes from a picture. */
final class PaintedPicture {
    /** Options that would contradict the picture. */
    private static final List<String> SAID_BY_THE_PICTURE = List.of(
            "--seal",
            "--prompt",
            "--prompts",
            "--negative",
            "--steps",
            "--sampler",
            "--guidance",
            "--size",
            "--seed",
            "--count",
            "--clip-skip",
            "--grammar",
            "--mask-blur",
            "--strength",
            "--sigmas",
            "--spacing",
            "--guidance-rescale",
            "--tile-size");

    private PaintedPicture() {}

    /**
     * Reads what a PNG says of itself.
     *
     * @throws BadInput if it says nothing, or an option contradicts it
     */
    static Repainting read(Path file, SourceOptions source, CommandSpec spec) {
        for (String option : SAID_BY_THE_PICTURE) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new BadInput(
                        "Both --parameters and {0} are given. Expected the settings of the picture alone. Leave {0} out, or paint without --parameters.",
                        option);
            }
        }
        String text = PngFile.texts(file).get(PngFile.PARAMETERS);
        if (text == null) {
            throw new BadInput(
                    "{0} does not say how it was painted. Expected a PNG with the text \"{1}\", as this program and AUTOMATIC1111's web UI write it. Use the file as it was painted; programs that change pictures take the text away.",
                    file, PngFile.PARAMETERS);
        }
        return Repainting.of(text, file, source.image(), source.mask());
    }
}
