package dev.styleseal.calibration;

import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Operation;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.UNetConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;

/**
 * What was measured on this machine, and the plan that follows: each operation of the network at hand, by each kernel there
 * is, the heaviest first.
 *
 * @param measurements in the order in which they were made
 */
public record Calibration(List<Measurement> measurements) {
    /** After the first, which pays for memory and code. */
    static final int RUNS = 3;
    /** What takes so many times as long as the best does not win in another run. */
    static final double HOPELESS = 2;
    /** The same in the first run. */
    private static final double HOPELESS_AT_FIRST = 6;
    /** Attention that remembers more bytes of scores would cost more in memory than it gains in time. */
    private static final long MOST_SCORES = 256L << 20;

    /** 16 points, and the 9 taps laid out for making them. */
    private static final long BYTES_OF_POINTS = (16 + 9) * Float.BYTES;
    /** An operation that takes so little of the whole is left as it is. */
    private static final double LEAST_SHARE = 0.002;

    public Calibration {
        measurements = List.copyOf(measurements);
    }

    /**
     * What is computed.
     *
     * @param config of the network
     * @param batch pictures at once; of {@link Pass#FORWARD} prompts, negative ones included, of one picture
     * @param height of the latents
     * @param width of the latents
     * @param pass which way
     */
    public record Job(UNetConfig config, int batch, int height, int width, Pass pass) {
        static final int TEXT_TOKENS = 77;

        Map<Trial, Integer> workload() {
            int pictures = pass == Pass.FORWARD ? 1 : batch;
            return Workload.of(config, new Workload.Extent(pictures, batch, height, width, TEXT_TOKENS));
        }

        /** Operations on numbers of one pass forward, but for small layers. */
        double flop() {
            return workload().entrySet().stream()
                    .mapToDouble(entry -> entry.getKey().flop() * entry.getValue())
                    .sum();
        }
    }

    /**
     * Measures. Operations that the time does not suffice for are left as the reference has them.
     *
     * @param placement device and precision, and how matrices are kept
     * @param seconds how long it may take
     * @param progress told the share that is done, 0 to 1
     */
    public static Calibration measure(
            Job job, Placement placement, double seconds, DoubleConsumer progress, Cancellation cancellation) {
        return Engine.call(() -> {
            long begun = System.nanoTime();
            List<Measurement> measured = new ArrayList<>();
            for (Map.Entry<Trial, Integer> entry : heaviest(job)) {
                double spent = (System.nanoTime() - begun) / 1e9;
                if (spent >= seconds || cancellation.isRequested()) {
                    break;
                }
                progress.accept(spent / seconds);
                measured.add(measured(entry.getKey(), entry.getValue(), placement, job.pass(), seconds - spent));
            }
            progress.accept(1);
            return new Calibration(measured);
        });
    }

    /** Measures some trials, each as often as it counts, however long it takes. */
    static Calibration measure(Map<Trial, Integer> trials, Placement placement, Pass pass) {
        return Engine.call(() -> {
            List<Measurement> measured = new ArrayList<>();
            trials.forEach(
                    (trial, count) -> measured.add(measured(trial, count, placement, pass, Double.POSITIVE_INFINITY)));
            return new Calibration(measured);
        });
    }

    /** One trial for each place in a plan, the heaviest first. */
    static List<Map.Entry<Trial, Integer>> heaviest(Job job) {
        double whole = job.flop();
        Map<KernelCase, Map.Entry<Trial, Integer>> places = new LinkedHashMap<>();
        job.workload().entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -entry.getKey().flop() * entry.getValue()))
                .filter(entry -> entry.getKey().flop() * entry.getValue() >= LEAST_SHARE * whole)
                .forEach(entry -> places.putIfAbsent(entry.getKey().place(), entry));
        return List.copyOf(places.values());
    }

    /** The heaviest trials of each kind of operation, so many of each, one of each first. */
    static List<Map.Entry<Trial, Integer>> heaviestOfEachKind(Job job, int each) {
        List<Map.Entry<Trial, Integer>> all = heaviest(job);
        List<Map.Entry<Trial, Integer>> chosen = new ArrayList<>();
        for (int rank = 0; rank < each; rank++) {
            for (Operation operation : Operation.values()) {
                all.stream()
                        .filter(entry -> entry.getKey().operation() == operation)
                        .skip(rank)
                        .findFirst()
                        .ifPresent(chosen::add);
            }
        }
        return chosen;
    }

    private static Measurement measured(Trial trial, int count, Placement placement, Pass pass, double left) {
        long begun = System.nanoTime();
        Map<Kernel, Double> seconds = new TreeMap<>();
        int runs = 0;
        try (Scope scope = new Scope();
                TrialLayer layer = new TrialLayer(trial, placement)) {
            List<Kernel> kernels = kernels(trial, placement, pass);
            double far = HOPELESS_AT_FIRST;
            do {
                for (Kernel kernel : kernels) {
                    seconds.merge(kernel, layer.seconds(kernel, pass), Math::min);
                }
                kernels = hopeful(kernels, seconds, far);
                far = HOPELESS;
                runs++;
            } while (runs <= RUNS && kernels.size() > 1 && (System.nanoTime() - begun) / 1e9 <= left);
        }
        return new Measurement(trial.place(), count, trial.flop(), new TreeMap<>(seconds));
    }

    private static List<Kernel> hopeful(List<Kernel> kernels, Map<Kernel, Double> seconds, double far) {
        double best = Collections.min(seconds.values());
        return kernels.stream()
                .filter(kernel -> seconds.getOrDefault(kernel, best) <= far * best)
                .toList();
    }

    static List<Kernel> kernels(Trial trial, Placement placement, Pass pass) {
        return trial.operation().kernels().stream()
                .filter(kernel -> placement.precision().has(kernel))
                // Where memory is short there is no place for points of kernels.
                .filter(kernel -> kernel != Kernel.WINOGRAD || (trial.suitsWinograd() && !placement.keepsStored()))
                .filter(kernel -> trial.scoreBytes(kernel, pass) <= MOST_SCORES)
                .toList();
    }

    /** Bytes that making the points of the largest kernel takes, where a plan has a job's convolutions go through them. */
    public static long pointBytes(Job job, KernelPlan plan) {
        return job.workload().entrySet().stream()
                .filter(entry -> plan.kernel(entry.getKey().place()) == Kernel.WINOGRAD)
                .mapToLong(entry ->
                        BYTES_OF_POINTS * entry.getKey().in() * entry.getKey().out())
                .max()
                .orElse(0);
    }

    /** Seconds that all of it takes in one pass through the network, each operation by its fastest way. */
    double seconds() {
        return measurements.stream()
                .mapToDouble(
                        each -> each.count() * Collections.min(each.seconds().values()))
                .sum();
    }

    /** Seconds that the plan saves in one pass through the network, by what was measured. */
    public double saved() {
        return measurements.stream().mapToDouble(Measurement::saved).sum();
    }

    /** The plan that follows. */
    public KernelPlan plan() {
        Map<KernelCase, Kernel> choices = new HashMap<>();
        measurements.forEach(each -> choices.put(each.place(), each.choice()));
        return new KernelPlan(choices);
    }
}
