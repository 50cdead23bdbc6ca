package dev.styleseal.cli.bench;

import dev.styleseal.benchmark.BenchmarkResult;
import dev.styleseal.calibration.Calibration;
import dev.styleseal.calibration.Measurement;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the calibrations found, for people: a line an operation, the way that is taken in brackets. */
public final class PlanTable {
    private static final double MILLI = 1e3;

    private PlanTable() {}

    /** The table of each work. */
    public static List<Message> lines(BenchmarkResult result) {
        List<Message> lines = new ArrayList<>();
        result.step().ifPresent(step -> add(lines, Message.of("a training step"), step.calibration()));
        result.picture().ifPresent(picture -> add(lines, Message.of("a step of a picture"), picture.calibration()));
        return lines;
    }

    private static void add(List<Message> lines, Message work, Calibration calibration) {
        if (calibration.measurements().isEmpty()) {
            lines.add(Message.of("Operations of {0}: as the reference carries them out; nothing was measured.", work));
            return;
        }
        lines.add(Message.of(
                "Operations of {0}, how often, and milliseconds by each way, least of three; the one in brackets is taken, which saves {1} s:",
                work, Figure.decimal(calibration.saved(), 2)));
        calibration.measurements().forEach(each -> lines.add(Message.of("{0}", line(each))));
    }

    private static String line(Measurement each) {
        String ways = each.seconds().entrySet().stream()
                .map(way -> String.format(
                        Locale.ROOT,
                        way.getKey() == each.choice() ? "[%s %.2f]" : "%s %.2f",
                        way.getKey().label(),
                        MILLI * way.getValue()))
                .collect(Collectors.joining("  "));
        return String.format(Locale.ROOT, "  %-32s %3d  %s", each.place().text(), each.count(), ways);
    }
}
