package dev.styleseal.bench;

import dev.styleseal.image.CoverCrop;
import dev.styleseal.image.RgbImage;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A picture from its own size to that of training: Lanczos, then the middle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class PictureBenchmark {
    /** Width, height, side of the result. */
    @Param({"1024x768x512", "4000x3000x512"})
    private String shape = "";

    private RgbImage picture = RgbImage.of(1, 1, new byte[3]);
    private int side;

    /** Draws the picture. */
    @Setup
    public void open() {
        int[] sizes = Shapes.of(shape);
        byte[] rgb = new byte[3 * sizes[0] * sizes[1]];
        new Random(0).nextBytes(rgb);
        picture = RgbImage.of(sizes[0], sizes[1], rgb);
        side = sizes[2];
    }

    /** Scaled and cut. */
    @Benchmark
    public RgbImage prepare() {
        return CoverCrop.crop(picture, side, side);
    }
}
