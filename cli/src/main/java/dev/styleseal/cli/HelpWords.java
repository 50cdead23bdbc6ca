package dev.styleseal.cli;

import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The commands' help in another language. English stands at the commands; all of it is looked up like a message. */
final class HelpWords extends ResourceBundle {
    private final Map<String, String> words = new HashMap<>();
    private final Language language;

    private HelpWords(CommandLine line, Language language) {
        this.language = language;
        collect(line);
    }

    /** Makes a command and all below it speak a language. */
    static void translate(CommandLine line, Language language) {
        if (language != Language.ENGLISH) {
            line.setResourceBundle(new HelpWords(line, language));
        }
    }

    private void collect(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        String prefix = spec.qualifiedName(".") + ".";
        UsageMessageSpec usage = spec.usageMessage();
        put(prefix + "usage.synopsisHeading", usage.synopsisHeading());
        put(prefix + "usage.commandListHeading", usage.commandListHeading());
        putLines(prefix + "usage.header", usage.header());
        putLines(prefix + "usage.description", usage.description());
        putLines(prefix + "usage.footer", usage.footer());
        for (OptionSpec option : spec.options()) {
            // The builder holds the text as it was written; the option itself fills in the default value.
            String[] written = OptionSpec.builder(option).description();
            putLines(prefix + option.longestName().replaceFirst("^-+", ""), written);
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            String[] written = PositionalParamSpec.builder(parameter).description();
            putLines(prefix + parameter.paramLabel() + "[" + parameter.index() + "]", written);
        }
        line.getSubcommands().values().forEach(this::collect);
    }

    /** Lines are one text to the translator, and keys with numbers to picocli. */
    private void putLines(String key, String... english) {
        if (english.length > 0) {
            String[] lines =
                    Message.of(String.join("\n", english)).text(language).split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                words.put(key + "." + i, lines[i]);
            }
        }
    }

    private void put(String key, String english) {
        words.put(key, Message.of(english).text(language));
    }

    @Override
    protected @Nullable Object handleGetObject(String key) {
        return words.get(key);
    }

    @Override
    public Enumeration<String> getKeys() {
        return Collections.enumeration(words.keySet());
    }
}
