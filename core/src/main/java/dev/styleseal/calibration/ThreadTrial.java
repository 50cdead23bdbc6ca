package dev.styleseal.calibration;

import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many threads share an operation the fastest on this machine: remembered, or measured now and remembered.
 *
 * <p>libtorch takes one for each physical core. Processors whose cores take two threads may gain by both; of cores of two
 * speeds the fast ones wait for the slow ones, so that half of all may be faster than all.
 */
public final class ThreadTrial {
    /** So that all numbers of threads are measured in about three seconds on a machine of two cores. */
    private static final double MOST_FLOP = 1e9;
    /** Of fewer threads half is never the faster. */
    private static final int LEAST_TO_HALVE = 8;
    /** Less than that may be chance. */
    private static final double WORTH = 0.95;

    private static final String WHAT = "threads=1";

    private final Path folder;
    private final Cancellation cancellation;

    /**
     * Looks in a folder.
     *
     * @param folder of what is remembered; made when it is needed
     */
    public ThreadTrial(Path folder, Cancellation cancellation) {
        this.folder = folder;
        this.cancellation = cancellation;
    }

    /**
     * Has the process compute with as many threads as are fastest for a job. Nothing is measured, and nothing changed, where
     * their number was given, there is only one that may be the fastest, or the network is too small to gain.
     */
    public void settle(Calibration.Job job, Placement placement) {
        if (!placement.isCpu() || !FastestPlan.pays(job) || Engine.threadsAreGiven()) {
            return;
        }
        Set<Integer> counts = candidates(Engine.threads(), Runtime.getRuntime().availableProcessors());
        if (counts.size() > 1) {
            find(counts, job, placement).ifPresent(Engine::setThreads);
        }
    }

    /**
     * What may be the fastest, the usual number first.
     *
     * @param usual threads of libtorch
     * @param processors that the process may use, with two threads of one core as two
     */
    static Set<Integer> candidates(int usual, int processors) {
        Set<Integer> counts = new LinkedHashSet<>(List.of(usual));
        if (processors > usual) {
            counts.add(processors);
        }
        if (usual >= LEAST_TO_HALVE) {
            counts.add(usual / 2);
        }
        return counts;
    }

    /** The fastest of some numbers, the first counting as the usual one; nothing if the cancellation was requested. */
    Optional<Integer> find(Set<Integer> counts, Calibration.Job job, Placement placement) {
        Map<Integer, CalibrationFile> files = new LinkedHashMap<>();
        counts.forEach(count -> files.put(count, CalibrationFile.in(folder, WHAT + "/" + count, job, placement)));
        Map<Integer, Calibration> times = new LinkedHashMap<>();
        files.forEach((count, file) -> file.read().ifPresent(known -> times.put(count, known)));
        if (!times.keySet().equals(counts)) {
            times.clear();
            times.putAll(measured(counts, job, placement));
            if (cancellation.isRequested()) {
                return Optional.empty();
            }
            files.forEach((count, file) -> Optional.ofNullable(times.get(count)).ifPresent(file::remember));
        }
        return Optional.of(fastest(times));
    }

    /** The first, if no other gains enough over it. */
    static int fastest(Map<Integer, Calibration> times) {
        Map.Entry<Integer, Calibration> usual = times.entrySet().iterator().next();
        double enough = WORTH * usual.getValue().seconds();
        return times.entrySet().stream()
                .filter(each -> each.getValue().seconds() <= enough)
                .min(Comparator.comparingDouble(each -> each.getValue().seconds()))
                .orElse(usual)
                .getKey();
    }

    private Map<Integer, Calibration> measured(Set<Integer> counts, Calibration.Job job, Placement placement) {
        return Engine.call(() -> {
            int before = Engine.threads();
            Map<Integer, List<Measurement>> times = new LinkedHashMap<>();
            counts.forEach(count -> times.put(count, new ArrayList<>()));
            try {
                for (Map.Entry<Trial, Integer> entry : Calibration.heaviestOfEachKind(job, 1)) {
                    if (!cancellation.isRequested()) {
                        measure(entry.getKey(), entry.getValue(), placement, job.pass(), times);
                    }
                }
            } finally {
                Engine.tryThreads(before);
            }
            Map<Integer, Calibration> calibrations = new LinkedHashMap<>();
            times.forEach((count, measurements) -> calibrations.put(count, new Calibration(measurements)));
            return calibrations;
        });
    }

    /** In turn, so that what else the machine does meets all numbers alike. */
    private static void measure(
            Trial whole, int often, Placement placement, Pass pass, Map<Integer, List<Measurement>> times) {
        Trial part = whole.part(MOST_FLOP);
        int parts = (int) Math.round(often * whole.flop() / part.flop());
        Kernel kernel = Calibration.kernels(part, placement, pass).get(0);
        SortedMap<Integer, Double> seconds = new TreeMap<>();
        try (Scope scope = new Scope();
                TrialLayer layer = new TrialLayer(part, placement)) {
            for (int run = 0; run <= Calibration.RUNS; run++) {
                for (int count : times.keySet()) {
                    Engine.tryThreads(count);
                    seconds.merge(count, layer.seconds(kernel, pass), Math::min);
                }
            }
        }
        times.forEach((count, measurements) -> measurements.add(
                new Measurement(part.place(), parts, part.flop(), new TreeMap<>(Map.of(kernel, seconds.get(count))))));
    }
}
