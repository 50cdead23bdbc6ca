package dev.styleseal.cli;

import dev.styleseal.error.Message;
import dev.styleseal.error.Nearest;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and what was probably meant. */
final class Usage {
    private static final int EXIT_CODE = 2;

    private final Console console;

    Usage(Console console) {
        this.console = console;
    }

    int report(ParameterException failure) {
        CommandLine line = failure.getCommandLine();
        String command = line.getCommandSpec().qualifiedName();
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            unmatched(line, unmatched.getUnmatched().get(0));
        } else if (failure instanceof MissingParameterException missing) {
            missing(missing.getMissing(), failure);
        } else if (failure instanceof OverwrittenOptionException twice
                && twice.getOverwritten() instanceof OptionSpec option) {
            console.say("Error: {0} is given twice. Expected it once. Leave one out.", option.longestName());
        } else if (failure.getArgSpec() instanceof OptionSpec option && failure.getValue() != null) {
            console.say(
                    "Error: {0} is \"{1}\". Expected {2}. Correct it.",
                    option.longestName(), failure.getValue(), Message.of(expected(option.type())));
        } else {
            console.say("Error: {0}.", withoutStop(String.valueOf(failure.getMessage())));
        }
        console.say("\"{0} --help\" shows what there is.", command);
        return EXIT_CODE;
    }

    private void unmatched(CommandLine line, String word) {
        CommandSpec spec = line.getCommandSpec();
        if (word.startsWith("-")) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            List<String> options = spec.options().stream()
                    .flatMap(option -> List.of(option.names()).stream())
                    .toList();
            console.say(
                    "Error: {0} has no option {1}. Did you mean {2}?",
                    spec.qualifiedName(), name, Nearest.to(name, options));
        } else if (!line.getSubcommands().isEmpty()) {
            console.say(
                    "Error: there is no command {0}. Did you mean {1}? Expected one of {2}.",
                    word,
                    Nearest.to(word, line.getSubcommands().keySet()),
                    String.join(", ", line.getSubcommands().keySet()));
        } else {
            console.say(
                    "Error: \"{0}\" is one word too many for {1}. Expected options that begin with --. Put quotes around words that belong together.",
                    word, spec.qualifiedName());
        }
    }

    private void missing(List<ArgSpec> missing, ParameterException failure) {
        if (missing.isEmpty()) {
            console.say("Error: {0}.", withoutStop(String.valueOf(failure.getMessage())));
        } else if (missing.get(0) instanceof OptionSpec option) {
            console.say(
                    "Error: {0} stands without a value. Expected {0} {1}.", option.longestName(), option.paramLabel());
        } else {
            console.say("Error: {0} is missing.", missing.get(0).paramLabel());
        }
    }

    private static String expected(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        return type == double.class || type == Double.class ? "a number" : "a path";
    }

    private static String withoutStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
