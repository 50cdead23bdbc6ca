package dev.styleseal.benchmark;

import dev.styleseal.benchmark.BenchmarkOrder.Work;
import dev.styleseal.calibration.Calibration;
import dev.styleseal.calibration.FastestPlan;
import dev.styleseal.calibration.Pass;
import dev.styleseal.data.Progress;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.run.SystemMemory;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.EnginePlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Precision;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.vae.Vae;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Measures how fast a network trains and paints here. */
public final class Benchmark {
    /** Together with reading, first rounds and the peak about a minute on a machine that takes 3 seconds a step. */
    private static final Duration ONE_WORK = Duration.ofSeconds(36);

    private static final Duration EACH_OF_TWO = Duration.ofSeconds(18);
    private static final Duration DECODING = Duration.ofSeconds(6);

    private static final int PROMPTS = 2; // guidance has the prompt and its opposite
    private static final int PER_CENT = 100;

    private final Specimen specimen;
    private final BenchmarkOrder order;
    private final Optional<Path> calibrations;
    private final BenchmarkListener listener;
    private final Cancellation cancellation;

    private Benchmark(
            Specimen specimen,
            BenchmarkOrder order,
            Optional<Path> calibrations,
            BenchmarkListener listener,
            Cancellation cancellation) {
        this.specimen = specimen;
        this.order = order;
        this.calibrations = calibrations;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /**
     * Measures on the engine thread and waits for it.
     *
     * @param specimen stays the caller's
     * @param calibrations folder where the fastest ways are remembered; empty to carry out everything as the reference does
     * @throws BadInput if the size or the precision does not fit
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested
     */
    public static BenchmarkResult run(
            Specimen specimen,
            BenchmarkOrder order,
            Optional<Path> calibrations,
            BenchmarkListener listener,
            Cancellation cancellation) {
        Benchmark benchmark = new Benchmark(specimen, order, calibrations, listener, cancellation);
        return Engine.call(benchmark::run);
    }

    private BenchmarkResult run() {
        cancellation.check();
        requireFitting();
        weights();
        BenchmarkResult.Gemm gemm = gemm(); // and after each work, since a busy machine is seldom busy all the time
        Optional<BenchmarkResult.Step> step = order.has(Work.STEP) ? Optional.of(step()) : Optional.empty();
        if (step.isPresent()) {
            gemm = gemm.or(gemm());
        }
        Optional<BenchmarkResult.Picture> picture = order.has(Work.PICTURE) ? Optional.of(picture()) : Optional.empty();
        return new BenchmarkResult(
                Machine.here(),
                specimen.placement(),
                EnginePlan.of(specimen.placement()),
                step,
                picture,
                gemm,
                peakBytes());
    }

    private void requireFitting() {
        order.requireMultipleOf(specimen.factor());
        if (order.has(Work.STEP) && specimen.placement().precision() == Precision.FP16) {
            throw new BadInput(
                    "--precision is fp16. Expected float32 or bf16 for training steps: gradients leave the range of fp16. Use bf16, or --work picture.");
        }
    }

    /** Made apart, so that the first round does not seem to take longer than it does. */
    private void weights() {
        Progress progress = listener.begins(Message.of("Weights"));
        specimen.unet(LayerWrapper.NONE);
        Engine.giveBackMemory();
        progress.advanced(1, 1);
    }

    private BenchmarkResult.Gemm gemm() {
        Progress progress = listener.begins(Message.of("Measuring matrix products"));
        Placement placement = specimen.placement();
        double exact = GemmPeak.measure(placement.inFloat32(), cancellation);
        if (placement.precision() == Precision.FLOAT32) {
            progress.advanced(1, 1);
            return new BenchmarkResult.Gemm(exact, exact);
        }
        progress.advanced(1, 2);
        double inUse = GemmPeak.measure(placement, cancellation);
        progress.advanced(2, 2);
        return new BenchmarkResult.Gemm(exact, inUse);
    }

    private BenchmarkResult.Step step() {
        Calibration calibration = calibrated(order.batch(), Pass.BOTH);
        Progress progress = listener.begins(Message.of("Training steps"));
        Timing timing = new TrainingWork(specimen, order).run(rounds(), progress, cancellation);
        Extent extent = new Materials(specimen, order).extent().ofBatch(order.batch());
        UNetConfig config = specimen.config();
        return new BenchmarkResult.Step(
                timing, NetworkCost.ofTraining(config, extent, BenchmarkOrder.targets(), order.rank()), calibration);
    }

    private BenchmarkResult.Picture picture() {
        Calibration calibration = calibrated(PROMPTS, Pass.FORWARD);
        PaintingWork work = new PaintingWork(specimen, order);
        Timing timing = work.run(rounds(), listener.begins(Message.of("Steps of a picture")), cancellation);
        Extent extent = new Materials(specimen, order).extent().ofBatch(1);
        return new BenchmarkResult.Picture(
                timing,
                NetworkCost.ofPainting(specimen.config(), extent, PROMPTS),
                specimen.vae().map(vae -> decoding(work, vae)),
                calibration);
    }

    /** Has the specimen carry out such passes as is fastest here; takes up to half a minute the first time. */
    private Calibration calibrated(int batch, Pass pass) {
        if (calibrations.isEmpty()) {
            return new Calibration(List.of());
        }
        Extent extent = new Materials(specimen, order).extent();
        Progress progress = listener.begins(Message.of("Measuring this machine"));
        FastestPlan.Found found = new FastestPlan(
                        calibrations.get(),
                        share -> progress.advanced((int) Math.round(PER_CENT * share), PER_CENT),
                        cancellation)
                .findWithThreads(
                        new Calibration.Job(specimen.config(), batch, extent.height(), extent.width(), pass),
                        specimen.placement());
        cancellation.check();
        specimen.carryOutBy(found.plan());
        return found.calibration();
    }

    private Timing decoding(PaintingWork work, Vae vae) {
        Progress progress = listener.begins(Message.of("Latents to pixels"));
        return work.decode(vae, new Rounds(order.steps(), DECODING), progress, cancellation);
    }

    private Rounds rounds() {
        return new Rounds(order.steps(), order.work().size() == 1 ? ONE_WORK : EACH_OF_TWO);
    }

    private static OptionalLong peakBytes() {
        return SystemMemory.ofThisMachine()
                .held()
                .map(held -> OptionalLong.of(held.peak()))
                .orElse(OptionalLong.empty());
    }
}
