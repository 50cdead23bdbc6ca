package dev.styleseal.calibration;

import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.error.SealException;
import dev.styleseal.tensor.EnginePlan;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.DoubleConsumer;

/** The plan that is the fastest on this machine: remembered from an earlier time, or measured now and remembered. */
public final class FastestPlan {
    /** A network of fewer operations forward gains less than its calibration takes. */
    private static final double LEAST_FLOP = 2e10;

    private static final double SECONDS = 25;
    /** What is measured and how; another number where either changes. */
    private static final int VERSION = 1;

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

    /** The plan for a job; takes at most half a minute where nothing is remembered. */
    public Found find(Calibration.Job job, Placement placement) {
        if (!placement.isCpu()) {
            return new Found(new Calibration(List.of()), Message.of("only the CPU is calibrated"));
        }
        if (job.flop() < LEAST_FLOP) {
            return new Found(new Calibration(List.of()), Message.of("the network is too small to gain from others"));
        }
        String facts = facts(job, placement);
        CalibrationFile file = new CalibrationFile(folder.resolve(name(facts)), facts);
        return file.read()
                .map(known -> new Found(known, Message.of("measured on this machine before, {0}", file.path())))
                .orElseGet(() -> measured(job, placement, file));
    }

    private Found measured(Calibration.Job job, Placement placement, CalibrationFile file) {
        Calibration calibration = Calibration.measure(job, placement, SECONDS, progress, cancellation);
        if (cancellation.isRequested()) {
            return new Found(new Calibration(List.of()), Message.of("measuring was interrupted"));
        }
        try {
            Files.createDirectories(folder);
            file.write(calibration);
            return new Found(calibration, Message.of("measured now and remembered in {0}", file.path()));
        } catch (SealException | IOException e) {
            return new Found(calibration, Message.of("measured now; {0} cannot be written to", folder));
        }
    }

    private static String facts(Calibration.Job job, Placement placement) {
        return String.join(
                ", ",
                "version=" + VERSION,
                "processor=" + Processor.name(),
                EnginePlan.of(placement.with(KernelPlan.FIXED)).facts().toString(),
                placement.weights().label(),
                job.pass().label(),
                job.batch() + "x" + job.height() + "x" + job.width(),
                job.config().toString());
    }

    private static String name(String facts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(facts.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8) + ".txt";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
