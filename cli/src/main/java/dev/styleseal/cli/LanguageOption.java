package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The option {@code --language}, which every command takes. It is looked for before anything else is read, because what is
 * wrong with the other words must be said in that language too.
 */
final class LanguageOption {
    private static final String NAME = "--language";

    private LanguageOption() {}

    /** The language asked for; that of the locale where none is, or none that there is. */
    static Language chosen(List<String> words, Locale locale) {
        List<String> asked = asked(words);
        try {
            return asked.isEmpty() ? Language.of(locale) : Language.named(asked.get(0));
        } catch (BadInput e) {
            return Language.of(locale); // said by require, in the language of the locale
        }
    }

    /**
     * Checks what is asked for.
     *
     * @throws BadInput if there is no such language, or two are named
     */
    static void require(List<String> words) {
        List<String> asked = asked(words);
        asked.forEach(Language::named);
        if (asked.stream().distinct().count() > 1) {
            throw new BadInput(
                    "--language is {0} and {1}. Expected one language. Leave one out.", asked.get(0), asked.get(1));
        }
    }

    private static List<String> asked(List<String> words) {
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
            if (words.get(i).startsWith(NAME + "=")) {
                asked.add(words.get(i).substring(NAME.length() + 1));
            } else if (words.get(i).equals(NAME) && i + 1 < words.size()) {
                i++;
                asked.add(words.get(i));
            }
        }
        return asked;
    }

    /** Lets a command and all below it take the option. */
    static void addTo(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder(NAME)
                        .paramLabel("en|ru")
                        .arity("1")
                        .type(String.class)
                        .order(Integer.MAX_VALUE)
                        .description("language of all messages; that of the system if it is not said")
                        .build());
        line.getSubcommands().values().forEach(LanguageOption::addTo);
    }
}
