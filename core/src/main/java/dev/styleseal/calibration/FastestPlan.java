package dev.styleseal.calibration;

import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;

/** The plan that is the fastest on this machine: remembered from an earlier time, or measured now and remembered. */
public final class FastestPlan {
    /** A network of fewer operations forward gains less than its calibration takes. */
    private static final double LEAST_FLOP = 2e10;

    private static final double SECONDS = 22;
    /** What is measured and how; another number where either changes. */
    private static final int VERSION = 5;

    private final Path folder;
    private final DoubleConsumer progress;
    private final Cancellation cancellation;

    /**
     * Looks in a folder.
     *
     * @param folder of what is remembered; made when it is needed
     * @param progress told the share of the measuring that is done, 0 to 1; not at all where nothing is measured
     */
    public FastestPlan(Path folder, DoubleConsumer progress, Cancellation cancellation) {
        this.folder = folder;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * A plan and where it comes from.
     *
     * @param calibration what was measured; empty where nothing was
     * @param reason for people
     */
    public record Found(Calibration calibration, Message reason) {
        public KernelPlan plan() {
            return calibration.plan();
        }
    }

    /** Where calibrations are kept: in the user's cache folder, or the one that {@code STYLESEAL_CACHE} names. */
    public static Path usualFolder() {
        String own = System.getenv("STYLESEAL_CACHE");
        String shared = System.getenv("XDG_CACHE_HOME");
        Path cache = own != null && !own.isEmpty()
                ? Path.of(own)
                : (shared != null && !shared.isEmpty()
                                ? Path.of(shared)
                                : Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("styleseal");
        return cache.resolve("calibration");
    }

    /** Whether a network is so large that measuring may pay. */
    static boolean pays(Calibration.Job job) {
        return job.flop() >= LEAST_FLOP;
    }

    /** As {@link #find}, after the number of threads was settled by {@link ThreadTrial}. */
    public Found findWithThreads(Calibration.Job job, Placement placement) {
        new ThreadTrial(folder, cancellation).settle(job, placement);
        return find(job, placement);
    }

    /** The plan for a job; takes at most half a minute where nothing is remembered. */
    public Found find(Calibration.Job job, Placement placement) {
        if (!placement.isCpu()) {
            return new Found(new Calibration(List.of()), Message.of("only the CPU is calibrated"));
        }
        if (!pays(job)) {
            return new Found(new Calibration(List.of()), Message.of("the network is too small to gain from others"));
        }
        CalibrationFile file = CalibrationFile.in(folder, "version=" + VERSION, job, placement);
        return file.read()
                .map(known -> new Found(known, Message.of("measured on this machine before, {0}", file.path())))
                .orElseGet(() -> measured(job, placement, file));
    }

    private Found measured(Calibration.Job job, Placement placement, CalibrationFile file) {
        Calibration calibration = Calibration.measure(job, placement, SECONDS, progress, cancellation);
        Engine.giveBackMemory();
        if (cancellation.isRequested()) {
            return new Found(new Calibration(List.of()), Message.of("measuring was interrupted"));
        }
        return new Found(
                calibration,
                file.remember(calibration)
                        ? Message.of("measured now and remembered in {0}", file.path())
                        : Message.of("measured now; {0} cannot be written to", folder));
    }
}
