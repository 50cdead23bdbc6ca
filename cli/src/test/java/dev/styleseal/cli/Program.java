package dev.styleseal.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The program, run inside the tests' own process. */
final class Program {
    private Program() {}

    /** What was left when it ended. */
    record Ended(int code, String out, String err) {}

    static Ended run(Object... arguments) {
        return run(false, arguments);
    }

    /** With a signal that comes before the first safe point. */
    static Ended interrupted(Object... arguments) {
        return run(true, arguments);
    }

    private static Ended run(boolean signalled, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> words = Arrays.stream(arguments).map(String::valueOf).toList();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                LanguageOption.chosen(words, Locale.ENGLISH));
        Interruption interruption = new Interruption(console);
        if (signalled) {
            interruption.cancellation().request();
        }
        int code = Main.run(words, console, interruption);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
