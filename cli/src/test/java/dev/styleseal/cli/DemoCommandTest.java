package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void outputThatIsAFileIsExitTwo() throws Exception {
        Path file = Files.writeString(folder.resolve("taken"), "mine");
        assertThat(execute("--output", file.toString())).isEqualTo(2);
        assertThat(words()).contains("Cannot write into", "taken: a file of that name is there", "--output");
        assertThat(file).hasContent("mine");
    }

    @Test
    void noPicturesAtAllAreExitTwo() {
        assertThat(execute("--seeds", "0", "--output", folder.toString())).isEqualTo(2);
        assertThat(words()).contains("--seeds is 0. Expected 1 to 16");
    }

    @Test
    void zeroStepsAreExitTwo() {
        assertThat(execute("--steps", "0", "--output", folder.toString())).isEqualTo(2);
        assertThat(words()).contains("steps");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void folderWithoutModelsIsExitTwo() {
        String root = System.setProperty("styleseal.root", folder.toString());
        try {
            assertThat(execute("--output", folder.resolve("out").toString())).isEqualTo(2);
            assertThat(words()).contains("There is no model");
        } finally {
            System.setProperty("styleseal.root", root);
        }
    }

    @Test
    void unknownRootIsExitTwo() {
        String root = System.clearProperty("styleseal.root");
        try {
            assertThat(execute()).isEqualTo(2);
            assertThat(words()).contains("The project's folder is not known", "styleseal.root", "./styleseal");
        } finally {
            System.setProperty("styleseal.root", root);
        }
    }

    private int execute(String... arguments) {
        Console console = new Console(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        Failure failure = new Failure(console);
        return new CommandLine(new DemoCommand(console, new Interruption(console)))
                .setExecutionExceptionHandler((e, command, parsed) -> failure.report(e))
                .execute(arguments);
    }

    private String words() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
