package dev.styleseal.cli;

import picocli.CommandLine.Option;

/** The option {@code --help} of a command. */
final class HelpOption {
    @Option(
            order = 1000,
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and end")
    private boolean asked;
}
