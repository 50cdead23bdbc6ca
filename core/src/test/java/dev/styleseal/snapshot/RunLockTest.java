package dev.styleseal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    private Path run;

    /** A process that takes the lock, says so, and keeps it until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (RunLock lock = RunLock.take(Path.of(arguments[0]))) {
                System.out.println("taken");
                System.in.readAllBytes();
            } catch (BadInput e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private Process holder() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        run.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String said(Process process) throws IOException {
        BufferedReader reader = process.inputReader();
        return Objects.requireNonNull(reader.readLine());
    }

    @Test
    void aSecondTakeIsRefusedNamingTheProcessAndTheFirstStays() throws IOException {
        String own = "process " + ProcessHandle.current().pid() + ".";
        try (RunLock lock = RunLock.take(run)) {
            assertThatThrownBy(() -> RunLock.take(run))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining(run.toString())
                    .hasMessageContaining(own);
            assertThatThrownBy(() -> RunLock.requireFree(run)).isInstanceOf(BadInput.class);
            Process other = holder();
            assertThat(said(other)).contains(own);
            other.destroyForcibly();
            lock.close();
        }
        assertThat(run).isEmptyDirectory();
        RunLock.requireFree(run);
    }

    @Test
    void whatAnotherProcessHasIsRefusedNamingItAndIsFreeWhenItIsKilled() throws Exception {
        Process other = holder();
        try {
            assertThat(said(other)).isEqualTo("taken");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> RunLock.take(run))
                        .isInstanceOf(BadInput.class)
                        .hasMessageContaining("process " + other.pid() + ".");
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(run.resolve(".lock")).exists();
        RunLock.take(run).close();
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void aFileThatStayedBehindMeansNothingEvenIfItNamesThisProcess() throws IOException {
        Files.writeString(
                run.resolve(".lock"), String.valueOf(ProcessHandle.current().pid()));
        RunLock.requireFree(run);
        Files.writeString(run.resolve(".lock"), "123456789012345");
        try (RunLock lock = RunLock.take(run)) {
            assertThat(run.resolve(".lock"))
                    .hasContent(String.valueOf(ProcessHandle.current().pid()));
            lock.close();
            lock.close();
        }
        assertThat(run).isEmptyDirectory();
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> RunLock.take(run.resolve("nowhere")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot lock the run in");
    }
}
