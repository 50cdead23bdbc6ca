package dev.styleseal.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.Placement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which numbers of threads are tried, which is taken, and that it is remembered. */
class ThreadTrialTest {
    private static final Calibration.Job JOB = new Calibration.Job(CalibrationTest.SMALL, 1, 16, 16, Pass.BOTH);

    @Test
    void triedAreTheUsualNumberBothThreadsOfACoreAndHalfOfMany() {
        assertThat(ThreadTrial.candidates(2, 2)).containsExactly(2);
        assertThat(ThreadTrial.candidates(4, 8)).containsExactly(4, 8);
        assertThat(ThreadTrial.candidates(8, 8)).containsExactly(8, 4);
        assertThat(ThreadTrial.candidates(16, 24)).containsExactly(16, 24, 8);
    }

    @Test
    void anotherNumberMustGainFivePercent() {
        assertThat(fastest(Map.of(8, 0.94))).isEqualTo(8);
        assertThat(fastest(Map.of(8, 0.96))).isEqualTo(16);
        assertThat(fastest(Map.of(8, 0.9, 24, 0.5))).isEqualTo(24);
    }

    /** Where 16 threads, the usual number, take a second. */
    private static int fastest(Map<Integer, Double> others) {
        Map<Integer, Calibration> times = new LinkedHashMap<>();
        times.put(16, calibration(1));
        others.forEach((count, seconds) -> times.put(count, calibration(seconds)));
        return ThreadTrial.fastest(times);
    }

    private static Calibration calibration(double seconds) {
        return new Calibration(List.of(new Measurement(
                KernelCase.linear(1024, 320, 2560), 3, 1e9, new TreeMap<>(Map.of(Kernel.MATRIX, seconds)))));
    }

    @Test
    void whatWasMeasuredIsTakenAgain(@TempDir Path folder) throws Exception {
        int before = Engine.threads();
        Set<Integer> counts = new LinkedHashSet<>(List.of(2, 1));
        ThreadTrial trial = new ThreadTrial(folder, new Cancellation());
        int found = trial.find(counts, JOB, Placement.REFERENCE).orElseThrow();
        assertThat(counts).contains(found);
        assertThat(Engine.threads()).as("of the process, which only tried").isEqualTo(before);
        List<Path> files = files(folder);
        assertThat(files).hasSize(2);
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            String time = lines.get(1).contains("threads=1/1,") ? "=1.000000" : "=0.500000";
            Files.write(
                    file,
                    lines.stream()
                            .map(line -> line.replaceAll("=0\\.\\d{6}$", time))
                            .toList());
        }
        assertThat(trial.find(counts, JOB, Placement.REFERENCE)).hasValue(2);
        Set<Integer> others = new LinkedHashSet<>(List.of(1, 2));
        assertThat(trial.find(others, JOB, Placement.REFERENCE)).hasValue(2);
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void nothingIsRememberedOfATrialThatWasStopped(@TempDir Path folder) {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        Set<Integer> counts = new LinkedHashSet<>(List.of(2, 1));
        assertThat(new ThreadTrial(folder, cancellation).find(counts, JOB, Placement.REFERENCE))
                .isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNetworkThatIsTooSmallIsNotMeasured(@TempDir Path folder) {
        new ThreadTrial(folder, new Cancellation()).settle(JOB, Placement.REFERENCE);
        assertThat(folder).isEmptyDirectory();
    }
}
