package dev.styleseal.bench;

import dev.styleseal.nn.Attention;
import dev.styleseal.tensor.Engine;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Self-attention with its four projections, at the levels of SD 1.5. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttentionBenchmark {
    /** Tokens, width, heads. */
    @Param({"4096x320x8", "1024x640x8", "256x1280x8", "64x1280x8"})
    private String shape = "";

    private @Nullable OnEngine engine; // null outside of a trial
    private @Nullable Attention layer; // null outside of a trial
    private @Nullable Tensor x; // null outside of a trial

    /** Makes weights and input. */
    @Setup(Level.Trial)
    public void open() {
        int[] sizes = Shapes.of(shape);
        Engine.run(() -> {
            OnEngine made = new OnEngine();
            layer = Attention.ofUNet(made.layers(), sizes[1], sizes[1], sizes[2]);
            x = made.tensor("x", 1, sizes[0], sizes[1]);
            engine = made;
        });
    }

    /** One pass. */
    @Benchmark
    public void forward() {
        Attention measured = Objects.requireNonNull(layer);
        Tensor input = Objects.requireNonNull(x);
        OnEngine.measure(() -> measured.forward(input, input));
    }

    /** Frees all. */
    @TearDown(Level.Trial)
    public void close() {
        Engine.run(() -> Objects.requireNonNull(engine).close());
    }
}
