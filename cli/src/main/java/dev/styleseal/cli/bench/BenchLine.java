package dev.styleseal.cli.bench;

import dev.styleseal.benchmark.BenchmarkOrder;
import dev.styleseal.benchmark.BenchmarkResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One line to compare with others. The same in all languages, since people pass it on. */
public final class BenchLine {
    private BenchLine() {}

    /** Program, machine, work, memory and share of the peak, between bars. */
    public static String of(BenchRun run) {
        BenchmarkResult result = run.result();
        List<String> parts = new ArrayList<>();
        parts.add("styleseal " + run.version());
        parts.add(machine(run));
        result.step().ifPresent(step -> parts.add(step(run, step)));
        result.picture().ifPresent(picture -> parts.add(picture(run, picture)));
        parts.add(
                result.peakBytes().isPresent()
                        ? format("%.1f GB", result.peakBytes().getAsLong() / 1e9)
                        : "memory unknown");
        parts.add(share(result));
        return String.join(" | ", parts);
    }

    private static String share(BenchmarkResult result) {
        double peak = result.gemm().inUse() / 1e9;
        return result.wasDisturbed()
                ? format("peak disturbed, above %.0f GFLOP/s", peak)
                : format("%.0f %% of %.0f GFLOP/s", 100 * result.share().orElseThrow(), peak);
    }

    private static String machine(BenchRun run) {
        String device = run.fact("device");
        return run.result().machine().processor()
                + (device.equals("cpu") ? "" : ", " + device)
                + format(", %s threads, %s, %s", run.fact("threads"), run.fact("blas"), run.fact("precision"));
    }

    private static String step(BenchRun run, BenchmarkResult.Step step) {
        double seconds = step.timing().median();
        String batch = run.order().batch() == 1 ? "" : " batch " + run.order().batch();
        return run.network()
                + format(" %s px%s rank %d: ", run.size(), batch, run.order().rank())
                + format("%s steps/s (%s s)", significant(1 / seconds), significant(seconds));
    }

    private static String picture(BenchRun run, BenchmarkResult.Picture picture) {
        double seconds = picture.seconds();
        return format("picture %s px %d steps: ", run.size(), BenchmarkOrder.PICTURE_STEPS)
                + format("%s pictures/s (%s s)", significant(1 / seconds), significant(seconds));
    }

    /** Two digits that say something, or three in front of the point. */
    static String significant(double value) {
        if (value >= 10) {
            return format("%.0f", value);
        }
        int digits = (int) Math.max(0, 1 - Math.floor(Math.log10(value)));
        return format("%." + digits + "f", value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
