package dev.styleseal.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands of the program. Only those whose names are among the words of the command line are made: to read the options of
 * all of them takes longer than a short command runs. The others are a name and a line in the list of commands.
 */
final class Commands {
    private final List<Entry> entries;

    Commands(Console console, Interruption interruption, Map<String, String> environment) {
        entries = List.of(
                new Entry(DemoCommand.class, () -> new CommandLine(new DemoCommand(console, interruption))),
                new Entry(TrainCommand.class, () -> TrainCommand.commandLine(console, interruption)),
                new Entry(GenerateCommand.class, () -> new CommandLine(new GenerateCommand(console, interruption))),
                new Entry(CompareCommand.class, () -> new CommandLine(new CompareCommand(console, interruption))),
                new Entry(InspectCommand.class, () -> new CommandLine(new InspectCommand(console))),
                new Entry(ConvertCommand.class, () -> new CommandLine(new ConvertCommand(console, interruption))),
                new Entry(ResizeCommand.class, () -> new CommandLine(new ResizeCommand(console, interruption))),
                new Entry(MergeCommand.class, () -> new CommandLine(new MergeCommand(console, interruption))),
                new Entry(ExtractCommand.class, () -> new CommandLine(new ExtractCommand(console, interruption))),
                new Entry(OverlapCommand.class, () -> new CommandLine(new OverlapCommand(console, interruption))),
                new Entry(BenchCommand.class, () -> new CommandLine(new BenchCommand(console, interruption))),
                new Entry(
                        PullCommand.class, () -> new CommandLine(new PullCommand(console, interruption, environment))));
    }

    /**
     * Adds all commands.
     *
     * @param words the command line; a word that is no command's name but an option's value makes that command in vain
     */
    void addTo(CommandLine line, List<String> words) {
        for (Entry entry : entries) {
            Command command = entry.type.getAnnotation(Command.class);
            if (words.contains(command.name())) {
                CommandLine whole = entry.whole.get();
                whole.getCommandSpec().addOption(help());
                line.addSubcommand(whole);
            } else {
                CommandSpec listed = CommandSpec.create().name(command.name());
                listed.usageMessage().description(command.description());
                line.addSubcommand(command.name(), listed);
            }
        }
    }

    private static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .arity("0")
                .type(boolean.class)
                .order(Integer.MAX_VALUE)
                .description("show this and end")
                .build();
    }

    /** A command's class, whose annotation names it, and how it is made. */
    private record Entry(Class<?> type, Supplier<CommandLine> whole) {}
}
