package dev.styleseal.calibration;

import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Precision;
import dev.styleseal.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;

/** How fast products in bf16 are beside those in float32 on this machine: remembered, or measured now and remembered. */
public final class PrecisionTrial {
    /** With the plan that is measured afterwards it stays below half a minute. */
    private static final double SECONDS = 4;
    /** Where bf16 is emulated it takes ten times the time of float32; a part of a large operation tells as much. */
    private static final double MOST_FLOP = 5e8;
    /** The heaviest of each kind of operation. */
    private static final int SIZES = 2;

    private static final String WHAT = "precision=2";
    private static final List<Precision> BOTH = List.of(Precision.FLOAT32, Precision.BF16);

    private final Path folder;
    private final DoubleConsumer progress;
    private final Cancellation cancellation;

    /** As {@link FastestPlan#FastestPlan}. */
    public PrecisionTrial(Path folder, DoubleConsumer progress, Cancellation cancellation) {
        this.folder = folder;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /** What was measured in each precision. */
    record Measured(Calibration float32, Calibration bf16) {}

    /**
     * The speeds for a job; takes about four seconds where nothing is remembered. Nothing is measured, and nothing
     * returned, where the network is too small to gain or not on the CPU, and where the cancellation was requested.
     */
    public Optional<ProductSpeed> find(Calibration.Job job, Placement placement) {
        if (!placement.isCpu() || !FastestPlan.pays(job)) {
            return Optional.empty();
        }
        CalibrationFile exact = file(job, placement, Precision.FLOAT32);
        CalibrationFile rounded = file(job, placement, Precision.BF16);
        Optional<ProductSpeed> known =
                exact.read().flatMap(a -> rounded.read().flatMap(b -> ProductSpeed.of(a, b, job.pass())));
        return known.isPresent() ? known : measured(job, placement, exact, rounded);
    }

    private CalibrationFile file(Calibration.Job job, Placement placement, Precision precision) {
        return CalibrationFile.in(folder, WHAT, job, in(placement, precision));
    }

    private static Placement in(Placement placement, Precision precision) {
        return placement.in(precision, placement.precisionReason());
    }

    private Optional<ProductSpeed> measured(
            Calibration.Job job, Placement placement, CalibrationFile exact, CalibrationFile rounded) {
        Measured measured = measure(job, placement, SECONDS);
        if (cancellation.isRequested()) {
            return Optional.empty();
        }
        exact.remember(measured.float32);
        rounded.remember(measured.bf16);
        return ProductSpeed.of(measured.float32, measured.bf16, job.pass());
    }

    /** The heaviest operations of each kind: at least one, and as many as the time suffices for if none takes longer than those before. */
    Measured measure(Calibration.Job job, Placement placement, double seconds) {
        return Engine.call(() -> {
            long begun = System.nanoTime();
            List<Measurement> exact = new ArrayList<>();
            List<Measurement> rounded = new ArrayList<>();
            double longest = 0;
            for (Map.Entry<Trial, Integer> entry :
                    Calibration.heaviestOfEachKind(job, SIZES)) { // one of each first, if time runs out
                double spent = (System.nanoTime() - begun) / 1e9;
                if (spent + longest >= seconds || cancellation.isRequested()) {
                    break;
                }
                progress.accept(spent / seconds);
                Trial whole = entry.getKey();
                Trial part = whole.part(MOST_FLOP);
                int parts = (int) Math.round(entry.getValue() * whole.flop() / part.flop());
                Map<Precision, Map<Kernel, Double>> times = times(part, placement, job.pass());
                exact.add(measurement(part, parts, times, Precision.FLOAT32));
                rounded.add(measurement(part, parts, times, Precision.BF16));
                longest = Math.max(longest, (System.nanoTime() - begun) / 1e9 - spent);
            }
            progress.accept(1);
            return new Measured(new Calibration(exact), new Calibration(rounded));
        });
    }

    private static Measurement measurement(
            Trial part, int parts, Map<Precision, Map<Kernel, Double>> times, Precision precision) {
        return new Measurement(
                part.place(), parts, part.flop(), new TreeMap<>(times.getOrDefault(precision, Map.of())));
    }

    /**
     * Each way once, then again those that may still win in either precision. Only float32 is tried before that, which pays for
     * memory and code: an emulated bf16 is too slow for it.
     */
    private static Map<Precision, Map<Kernel, Double>> times(Trial part, Placement placement, Pass pass) {
        Map<Precision, Map<Kernel, Double>> times = new EnumMap<>(Precision.class);
        try (Scope scope = new Scope();
                TrialLayer exact = new TrialLayer(part, in(placement, Precision.FLOAT32));
                TrialLayer rounded = new TrialLayer(part, in(placement, Precision.BF16))) {
            for (Precision precision : BOTH) {
                TrialLayer layer = precision == Precision.BF16 ? rounded : exact;
                Map<Kernel, Double> first = new EnumMap<>(Kernel.class);
                for (Kernel kernel : Calibration.kernels(part, in(placement, precision), pass)) {
                    if (precision == Precision.FLOAT32) {
                        layer.seconds(kernel, pass);
                    }
                    first.put(kernel, layer.seconds(kernel, pass));
                }
                times.put(precision, first);
            }
            double best = times.values().stream()
                    .mapToDouble(each -> Collections.min(each.values()))
                    .min()
                    .orElseThrow();
            for (int run = 0; run < Calibration.RUNS; run++) {
                times.forEach((precision, of) -> {
                    TrialLayer layer = precision == Precision.BF16 ? rounded : exact;
                    of.replaceAll((kernel, least) -> least > Calibration.HOPELESS * best
                            ? least
                            : Double.valueOf(Math.min(least, layer.seconds(kernel, pass))));
                });
            }
        }
        return times;
    }
}
