package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The program {@code styleseal}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        List<String> words = List.of(args);
        Console console = Console.ofSystem(LanguageOption.chosen(words, Locale.getDefault(Locale.Category.DISPLAY)));
        Interruption interruption = new Interruption(console);
        interruption.listen();
        System.exit(run(words, console, interruption));
    }

    /** Runs one command and returns its exit code; never throws. */
    static int run(List<String> words, Console console, Interruption interruption) {
        Failure failure = new Failure(console);
        try {
            LanguageOption.require(words);
            int code = commandLine(words, console, interruption, failure).execute(words.toArray(String[]::new));
            return interruption.isRequested() ? Interruption.EXIT_CODE : code;
        } catch (Throwable e) { // errors too: each has its exit code
            return failure.report(e);
        } finally {
            console.flush();
        }
    }

    private static CommandLine commandLine(
            List<String> words, Console console, Interruption interruption, Failure failure) {
        CommandLine line = new CommandLine(new Root(console));
        new Commands(console, interruption, System.getenv()).addTo(line, words);
        line.addSubcommand(new HelpCommand());
        LanguageOption.addTo(line);
        HelpWords.translate(line, console.language());
        line.setExpandAtFiles(false); // a prompt may begin with @
        line.setUnmatchedOptionsAllowedAsOptionParameters(false);
        line.setUsageHelpWidth(Console.WIDTH);
        line.setOut(console.outWriter()).setErr(console.errWriter());
        line.setExecutionExceptionHandler((e, command, parsed) -> failure.report(e));
        line.setParameterExceptionHandler((e, unused) -> new Usage(console).report(e));
        return line;
    }

    @Command(
            name = "styleseal",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Teaches Stable Diffusion a style from a handful of pictures, and paints with it.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Begin with:  styleseal demo",
                "Or with pictures of your own:",
                "  styleseal train --model models/emoji --pictures samples/fluent/train --name fluent",
                "  styleseal generate --model models/emoji --seal runs/fluent/fluent.safetensors \\",
                "      --prompt \"fox, fluent style\"",
                "",
                "Exit codes: 0 done, 1 a fault of the program, 2 bad input or options, 3 corrupt file,",
                "4 not enough memory, 130 interrupted."
            })
    private record Root(Console console) implements Runnable {
        @Override
        public void run() {
            throw new BadInput(
                    "There is no command. Expected one of train, generate, compare, inspect, convert, resize, merge, extract, overlap, bench, pull or demo. \"styleseal --help\" says more.");
        }
    }
}
