package dev.styleseal.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Message;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.MatrixLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How matrix libraries are compared in processes of their own, which is taken, and that it is remembered. */
class LibraryTrialTest {
    private final List<Message> news = new ArrayList<>();

    @Test
    void eachIsMeasuredInAProcessOfItsOwnAndRemembered(@TempDir Path folder) throws Exception {
        List<MatrixLibrary> there = MatrixLibrary.available();
        LibraryTrial trial = new LibraryTrial(folder.resolve("new"), news::add);
        MatrixLibrary found = trial.find(there).orElseThrow();
        assertThat(there).contains(found);
        Path file = folder.resolve("new/matrix-library.txt");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2 + there.size());
        for (int i = 0; i < there.size(); i++) {
            assertThat(lines.get(2 + i)).startsWith(there.get(i).label() + "=");
            double seconds = Double.parseDouble(lines.get(2 + i).replaceFirst(".*=", ""));
            assertThat(seconds).isBetween(1e-3, 60.0);
            System.out.println("linear layers and attention of a step with " + lines.get(2 + i) + " s");
        }
        assertThat(trial.find(there)).hasValue(found);
        assertThat(news).as("comparisons").hasSize(1);
    }

    @Test
    void aFileThatIsDamagedOrOfAnotherMachineIsWrittenAnew(@TempDir Path folder) throws Exception {
        List<MatrixLibrary> there = List.of(MatrixLibrary.OPENBLAS);
        Path file = folder.resolve("matrix-library.txt");
        LibraryTrial trial = new LibraryTrial(folder, news::add);
        trial.find(there);
        List<String> good = Files.readAllLines(file);
        Files.write(file, List.of(good.get(0), good.get(1), "OpenBLAS=soon"));
        trial.find(there);
        Files.write(file, List.of(good.get(0), good.get(1) + "0", good.get(2)));
        trial.find(there);
        assertThat(news).hasSize(3);
        assertThat(Files.readAllLines(file).get(1)).isEqualTo(good.get(1));
    }

    @Test
    void librariesWhoseProcessFailsAreToldAndNotRemembered(@TempDir Path folder) {
        String classes = System.getProperty("java.class.path");
        System.setProperty("java.class.path", folder.toString());
        try {
            assertThat(new LibraryTrial(folder, news::add).find(List.of(MatrixLibrary.MKL, MatrixLibrary.OPENBLAS)))
                    .isEmpty();
        } finally {
            System.setProperty("java.class.path", classes);
        }
        assertThat(news)
                .extracting(Message::text)
                .containsExactly(
                        "Comparing matrix libraries, once on this machine, for some five seconds ...",
                        "A process with the matrix library MKL failed or took over 60 s, so it is not chosen.",
                        "A process with the matrix library OpenBLAS failed or took over 60 s, so it is not chosen.");
        assertThat(folder).as("what is remembered").isEmptyDirectory();
    }

    @Test
    void anotherThanTheUsualOneMustGainFivePercent() {
        assertThat(fastest(1.0, 0.94)).isEqualTo(MatrixLibrary.OPENBLAS);
        assertThat(fastest(1.0, 0.96)).isEqualTo(MatrixLibrary.MKL);
        assertThat(fastest(1.0, 2.0)).isEqualTo(MatrixLibrary.MKL);
        assertThat(LibraryTrial.fastest(MatrixLibrary.MKL, Map.of())).isEmpty();
        assertThat(LibraryTrial.fastest(MatrixLibrary.MKL, Map.of(MatrixLibrary.OPENBLAS, 1.0)))
                .as("where the usual one cannot be measured")
                .hasValue(MatrixLibrary.OPENBLAS);
    }

    private static MatrixLibrary fastest(double mkl, double openBlas) {
        return LibraryTrial.fastest(MatrixLibrary.MKL, Map.of(MatrixLibrary.MKL, mkl, MatrixLibrary.OPENBLAS, openBlas))
                .orElseThrow();
    }

    @Test
    void aProcessThatHasLoadedOneIsBoundToIt(@TempDir Path folder) {
        Engine.threads(); // loads
        new LibraryTrial(folder, news::add).settle();
        assertThat(news).isEmpty();
        assertThat(MatrixLibrary.isSettled()).isTrue();
    }
}
