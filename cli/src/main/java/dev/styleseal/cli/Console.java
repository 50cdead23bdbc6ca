package dev.styleseal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where words go: results to standard output, everything else to standard error. Safe for use by several threads.
 *
 * <p>Whatever a file put into a message, what reaches the terminal is text: control characters are shown, not obeyed.
 */
final class Console {
    /** Columns of help. */
    static final int WIDTH = 100;

    private static final String CLEAR_LINE = "\r\u001b[K";

    /** All controls but the line feed, and the marks that turn the direction of writing. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069&&[^\n]]");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final Language language;

    /**
     * @param terminal whether {@code err} is read by a person on a terminal, who can be shown a bar
     */
    Console(PrintStream out, PrintStream err, boolean terminal, Language language) {
        this.language = language;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Speaks English. */
    Console(PrintStream out, PrintStream err, boolean terminal) {
        this(out, err, terminal, Language.ENGLISH);
    }

    /**
     * The streams of the process. The launcher knows whether standard error is a terminal; Java cannot tell.
     *
     * @param wanted the language; English is spoken in its place, and said so, where its letters cannot be written
     */
    static Console ofSystem(Language wanted) {
        boolean writable = wanted == Language.ENGLISH || encoding().newEncoder().canEncode("Привет");
        boolean terminal = Boolean.getBoolean("styleseal.terminal");
        Console console = new Console(System.out, System.err, terminal, writable ? wanted : Language.ENGLISH);
        if (!writable) {
            console.say(
                    "Messages are in English, because Russian letters cannot be written in the encoding {0}. Expected UTF-8; set LC_ALL=C.UTF-8.",
                    encoding());
        }
        return console;
    }

    /** Of standard output: by the property of Java 19 and newer, by that of Java 17, or the default. */
    private static Charset encoding() {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    /** In the language that is spoken here. */
    String text(Message message) {
        return message.text(language);
    }

    Language language() {
        return language;
    }

    /** A line of the result. */
    synchronized void result(String pattern, @Nullable Object... arguments) {
        if (terminal) {
            err.print(CLEAR_LINE);
            err.flush();
        }
        out.println(visible(text(Message.of(pattern, arguments))));
    }

    /** The whole result, for programs. What is shown of a control character is JSON's way to write it. */
    void result(JsonNode json) {
        try {
            out.println(visible(Json.WRITER.writeValueAsString(json)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line for people, beside the result. */
    void say(String pattern, @Nullable Object... arguments) {
        say(Message.of(pattern, arguments));
    }

    synchronized void say(Message message) {
        // A bar may stand in the last line; it is drawn again below.
        err.println((terminal ? CLEAR_LINE : "") + visible(text(message)));
        err.flush();
    }

    void warn(Message warning) {
        say("Warning: {0}", warning);
    }

    /** The stack trace of a fault of the program. */
    synchronized void trace(Throwable fault) {
        fault.printStackTrace(err);
    }

    /** Shows how far long work is. */
    ProgressDisplay progress(Message task) {
        return terminal ? new ProgressBars(text(task), err) : new ProgressLines(task, this);
    }

    PrintWriter outWriter() {
        return new PrintWriter(letters(out), true);
    }

    PrintWriter errWriter() {
        return new PrintWriter(letters(err), true);
    }

    /** Letters, not bytes: the stream knows its own encoding. */
    private static Writer letters(PrintStream stream) {
        return new Writer() {
            @Override
            public void write(char[] buffer, int from, int count) {
                stream.append(CharBuffer.wrap(buffer, from, count));
            }

            @Override
            public void flush() {
                stream.flush();
            }

            @Override
            public void close() {}
        };
    }

    void flush() {
        out.flush();
        err.flush();
    }

    static String visible(String text) {
        return CONTROL.matcher(text)
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }

    /** Made when it is used first: Jackson takes as long to load as a page of help. */
    private static final class Json {
        static final ObjectMapper WRITER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

        private Json() {}
    }
}
