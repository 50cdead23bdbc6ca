package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one picture, or one row of pictures, is to show.
 *
 * @param prompt the words
 * @param negative what to lead away from, if the line says so
 * @param seed of the first picture, if the line says so
 * @param where it stands, for messages: "line 3 of prompts.txt"
 */
record PromptLine(String prompt, Optional<String> negative, Optional<Long> seed, Message where) {
    /**
     * All prompts of the command line, or of the file it names.
     *
     * @throws BadInput if there are neither or both; errors as {@link PromptsFile#read}
     */
    static List<PromptLine> allOf(List<String> prompts, Optional<Path> file) {
        if (prompts.isEmpty() == file.isEmpty()) {
            throw new BadInput(
                    "{0}. Expected either what to paint or a file of it. Use one of --prompt and --prompts.",
                    Message.of(
                            file.isEmpty()
                                    ? "Neither --prompt nor --prompts is given"
                                    : "Both --prompt and --prompts are given"));
        }
        if (file.isPresent()) {
            return PromptsFile.read(file.get());
        }
        List<PromptLine> lines = new ArrayList<>();
        for (String prompt : prompts) {
            lines.add(new PromptLine(
                    prompt, Optional.empty(), Optional.empty(), Message.of("--prompt {0}", lines.size() + 1)));
        }
        return lines;
    }

    /**
     * The words, where nothing but words is of use.
     *
     * @throws BadInput if the line says more
     */
    String onlyWords() {
        if (negative.isPresent() || seed.isPresent()) {
            throw new BadInput(
                    "In {0} stands --n or --d. Expected the prompt alone: all are painted with the same seeds and the same negative prompt. Use --seeds and --negative.",
                    where);
        }
        return prompt;
    }
}
