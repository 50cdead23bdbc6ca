package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.OutOfMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FailureTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Failure failure = new Failure(new Console(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false));

    @Test
    void whatTheUserCanMendIsASentenceAndACode() {
        assertThat(failure.report(new BadInput("a {0}", 1))).isEqualTo(2);
        assertThat(failure.report(new CorruptFile("b"))).isEqualTo(3);
        assertThat(failure.report(new OutOfMemory("c"))).isEqualTo(4);
        assertThat(failure.report(new Interrupted("d"))).isEqualTo(130);
        assertThat(words()).isEqualTo("Error: a 1\nError: b\nError: c\nd\n");
    }

    @Test
    void faultsOfTheProgramShowTheirTrace() {
        assertThat(failure.report(new IllegalStateException("odd"))).isEqualTo(1);
        assertThat(words()).contains("\tat ", "this is a fault of Style Seal and not yours", "odd");
    }

    @Test
    void fullHeapIsExitFourAndSaysHowToRaiseIt() {
        assertThat(failure.report(new OutOfMemoryError("Java heap space"))).isEqualTo(4);
        assertThat(words()).contains("STYLESEAL_JAVA_OPTS=-Xmx4g").doesNotContain("\tat ");
    }

    @Test
    void endlessRecursionIsAShortTrace() {
        StackOverflowError overflow = new StackOverflowError();
        overflow.setStackTrace(new Throwable().getStackTrace());
        assertThat(failure.report(overflow)).isEqualTo(1);
        assertThat(words().lines().count()).isLessThan(60);
    }

    @Test
    void librariesThatCannotBeLoadedAreExplained() {
        assertThat(failure.report(new UnsatisfiedLinkError("no jnitorch"))).isEqualTo(1);
        assertThat(words()).contains("no jnitorch", "glibc", "org.bytedeco.javacpp.cachedir");
    }

    @Test
    void controlCharactersOfHostileFilesAreShownAndNotObeyed() {
        failure.report(new BadInput("name {0}", "a\u001b[2Jb\rc\u009bd\u202ee\nf\u2028g"));
        assertThat(words()).isEqualTo("Error: name a\\u001b[2Jb\\u000dc\\u009bd\\u202ee\\u000af\\u2028g\n");
    }

    @Test
    void jsonHoldsControlCharactersInEscapesOnly() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, false);
        String hostile = "a\u001b[2J\u009b31m\u202ee\nf\u007f лиса";
        console.result(JsonNodeFactory.instance.objectNode().put(hostile, hostile));
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain("\u001b", "\u009b", "\u202e", "\u007f").contains("лиса");
        assertThat(new ObjectMapper().readTree(text).path(hostile).textValue()).isEqualTo(hostile);
    }

    private String words() {
        return err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
