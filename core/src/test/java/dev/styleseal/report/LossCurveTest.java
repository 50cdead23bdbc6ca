package dev.styleseal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class LossCurveTest {
    /** Axes 0 to 3 and 0 to 0.4 over the plane from (58, 254) to (744, 12), worked out by hand. */
    @Test
    void pointsLieWhereTheirNumbersSay() throws Exception {
        assertThat(path(List.of(0.2, 0.1, 0.4), "mean")).isEqualTo("M286.7 133.0L515.3 193.5L744.0 12.0");
        assertThat(path(List.of(0.2, 0.1, 0.4), "dots")).isEqualTo("M286.7 133.0h0M515.3 193.5h0M744.0 12.0h0");
    }

    @Test
    void lineIsTheMeanOfTheStepsAround() {
        LossCurve curve = new LossCurve(
                "t", IntStream.range(0, 50).mapToObj(i -> (double) i * i).toList());
        assertThat(curve.window()).isEqualTo(5);
        assertThat(curve.smoothed().get(20)).isEqualTo((324 + 361 + 400 + 441 + 484) / 5.0, within(1e-9));
        assertThat(curve.smoothed().get(0)).isEqualTo((0 + 1 + 4) / 3.0, within(1e-9));
        assertThat(curve.smoothed()).hasSize(50);
    }

    @Test
    void longTrainingsAreThinnedOut() throws Exception {
        List<Double> losses = IntStream.range(0, 5000).mapToObj(i -> 0.1).toList();
        assertThat(path(losses, "dots").chars().filter(c -> c == 'M').count()).isEqualTo(1000);
    }

    @Test
    void marksAreRoundNumbers() {
        assertThat(Axis.upTo(400).marks()).containsExactly(0.0, 100.0, 200.0, 300.0, 400.0);
        assertThat(Axis.upTo(0.23).marks().stream()
                        .map(mark -> String.format(java.util.Locale.ROOT, "%.2f", mark))
                        .collect(Collectors.joining(" ")))
                .isEqualTo("0.00 0.05 0.10 0.15 0.20 0.25");
        assertThat(Axis.upTo(1).end()).isEqualTo(1);
        assertThat(Axis.upTo(2).marks()).contains(2.0);
    }

    @Test
    void curvesWithoutFiniteLossesAreRefused() {
        assertThatThrownBy(() -> new LossCurve("t", List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LossCurve("t", List.of(Double.NaN))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String path(List<Double> losses, String kind) throws Exception {
        Block curve = new LossCurve("t", losses);
        return new Page(new Report("t", "l", List.of(curve), List.of(), List.of()).html())
                .all("path").stream()
                        .filter(path -> path.getAttribute("class").equals(kind))
                        .map((Element path) -> path.getAttribute("d"))
                        .collect(Collectors.joining());
    }
}
