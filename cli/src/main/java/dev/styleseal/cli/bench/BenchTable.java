package dev.styleseal.cli.bench;

import dev.styleseal.benchmark.BenchmarkOrder;
import dev.styleseal.benchmark.BenchmarkResult;
import dev.styleseal.benchmark.NetworkCost;
import dev.styleseal.benchmark.Timing;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.List;

/** What was measured, for people. */
public final class BenchTable {
    private BenchTable() {}

    /** A line for each work, the peak and the memory. */
    public static List<Message> lines(BenchRun run) {
        BenchmarkResult result = run.result();
        List<Message> lines = new ArrayList<>();
        result.step().ifPresent(step -> {
            lines.add(Message.of(
                    "Training step of {0}, {1} px, batch {2}, rank {3}: {4}",
                    run.network(), run.size(), run.order().batch(), run.order().rank(), times(step.timing())));
            lines.add(share(result, step.cost(), step.timing()));
        });
        result.picture().ifPresent(picture -> {
            lines.add(Message.of(
                    "Step of a picture of {0}, {1} px, guidance {2}: {3}",
                    run.network(), run.size(), Figure.decimal(BenchmarkOrder.GUIDANCE, 0), times(picture.timing())));
            lines.add(share(result, picture.cost(), picture.timing()));
            lines.add(picture(picture));
        });
        lines.add(gemm(run));
        lines.add(
                result.peakBytes().isPresent()
                        ? Message.of(
                                "Memory at its peak: {0} GB, loading included.",
                                Figure.decimal(result.peakBytes().getAsLong() / 1e9, 1))
                        : Message.of("Memory at its peak: unknown, since only Linux tells it."));
        return lines;
    }

    private static Message times(Timing timing) {
        return Message.of(
                "{0} s ({1} to {2}, {3} timed)",
                figure(timing.median()),
                figure(timing.min()),
                figure(timing.max()),
                timing.seconds().size());
    }

    private static Message share(BenchmarkResult result, NetworkCost cost, Timing timing) {
        return Message.of(
                "  {0} GFLOP in matrix products, {1} % of the peak.",
                figure(cost.operations() / 1e9), Figure.decimal(100 * result.share(cost, timing), 0));
    }

    private static Message picture(BenchmarkResult.Picture picture) {
        return picture.decoding()
                .map(decoding -> Message.of(
                        "  A picture of {0} steps: {1} s, {2} s of them from latents to pixels.",
                        BenchmarkOrder.PICTURE_STEPS, figure(picture.seconds()), figure(decoding.median())))
                .orElseGet(() -> Message.of(
                        "  A picture of {0} steps: {1} s, without the VAE, which random weights lack.",
                        BenchmarkOrder.PICTURE_STEPS, figure(picture.seconds())));
    }

    private static Message gemm(BenchRun run) {
        BenchmarkResult.Gemm gemm = run.result().gemm();
        Message exact =
                Message.of("Peak of matrix products: {0} GFLOP/s in float32", Figure.decimal(gemm.float32() / 1e9, 0));
        return run.fact("precision").equals("float32")
                ? Message.of("{0}.", exact)
                : Message.of("{0}, {1} in {2}.", exact, Figure.decimal(gemm.inUse() / 1e9, 0), run.fact("precision"));
    }

    private static Figure figure(double value) {
        return new Figure(BenchLine.significant(value));
    }
}
