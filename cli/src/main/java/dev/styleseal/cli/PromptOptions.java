package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.generate.PromptSettings;
import dev.styleseal.generate.SealFolder;
import dev.styleseal.lora.Leniency;
import dev.styleseal.prompt.Emphasis;
import dev.styleseal.prompt.LearnedWord;
import dev.styleseal.prompt.LearnedWordFile;
import dev.styleseal.prompt.PromptGrammar;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how prompts are read. */
final class PromptOptions {
    private static final Pattern WITH_WORD = Pattern.compile("(.+\\.(?:safetensors|pt|bin|ckpt)):(.*)", Pattern.DOTALL);

    @Option(
            names = "--grammar",
            paramLabel = "NAME",
            description = "plain, or a1111: brackets weigh words; plain if it is not said")
    private @Nullable String grammar;

    @Option(
            names = "--embedding",
            paramLabel = "FILE[:W]",
            description = "a learned word (textual inversion); may be repeated")
    private List<String> embeddings = new ArrayList<>();

    @Option(
            names = "--seals",
            paramLabel = "DIR",
            description = "folder of the seals that prompts call: <lora:name:weight>")
    private @Nullable Path seals;

    @Option(names = "--lenient", description = "wear seals without what cannot be used, and tell it")
    private boolean lenient;

    /** Whether seals may be worn in part. */
    Leniency leniency() {
        return lenient ? Leniency.LENIENT : Leniency.STRICT;
    }

    /** The grammar that was asked for; plain if none was. */
    PromptGrammar grammar() {
        return grammar == null ? PromptGrammar.PLAIN : PromptGrammar.named(grammar);
    }

    /**
     * Reads the words and looks where the seals are.
     *
     * @throws BadInput if a file or folder cannot be used
     */
    PromptSettings read(PromptGrammar chosen, Emphasis emphasis) {
        List<LearnedWord> words =
                embeddings.stream().map(PromptOptions::embedding).toList();
        return new PromptSettings(
                chosen, emphasis, words, Optional.ofNullable(seals).map(folder -> SealFolder.open(folder, leniency())));
    }

    private static LearnedWord embedding(String text) {
        Matcher matcher = WITH_WORD.matcher(text);
        try {
            return matcher.matches()
                    ? LearnedWordFile.read(Path.of(matcher.group(1)), Optional.of(matcher.group(2)))
                    : LearnedWordFile.read(Path.of(text), Optional.empty());
        } catch (InvalidPathException e) {
            throw new BadInput(
                    e,
                    "--embedding is \"{0}\", which no file can be called. Expected FILE or FILE:WORD. Correct it.",
                    text);
        }
    }
}
