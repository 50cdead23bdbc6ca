package dev.styleseal.tensor;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Seeded random numbers, the same as a {@code torch.Generator("cpu")} with the same seed draws in the same order
 * (mt19937). Lives in the scope that is open when it is made; belongs to one thread.
 */
public final class RandomSource {
    private final Generator generator;
    private final GeneratorOptional optional;

    private RandomSource(long seed) {
        generator = torch.createCPUGenerator(seed);
        optional = new GeneratorOptional(generator);
    }

    public static RandomSource seeded(long seed) {
        return new RandomSource(seed);
    }

    /**
     * A source of its own for one place in a run, so that what is drawn there depends on nothing drawn before.
     *
     * @param seed the run's seed
     * @param place for example step, picture and purpose; the order matters
     */
    public static RandomSource at(long seed, long... place) {
        long mixed = mix(seed);
        for (long coordinate : place) {
            mixed = mix(mixed ^ mix(coordinate + 0x9E3779B97F4A7C15L));
        }
        return new RandomSource(mixed);
    }

    /** Standard normal numbers. */
    public Tensor normal(long... shape) {
        return torch.randn(shape, optional);
    }

    /** Uniform numbers in [0, 1). */
    public Tensor uniform(long... shape) {
        return torch.empty(shape).uniform_(0, 1, optional); // what torch.rand does
    }

    /** Uniform whole numbers in [0, high), int64. */
    public Tensor integers(long high, long... shape) {
        return torch.randint(high, shape, optional);
    }

    /** The numbers 0 to n - 1 in random order, int64 [n]. */
    public Tensor permutation(long n) {
        return torch.randperm(n, optional);
    }

    /** Remembers which numbers come next, in memory of Java's; running the result makes them come again. */
    public Runnable mark() {
        try (Scope scope = new Scope()) {
            Tensor now = generator.get_state(); // uint8 [n]
            byte[] state = new byte[Math.toIntExact(now.numel())];
            now.data_ptr_byte().get(state);
            return () -> restore(state);
        }
    }

    private void restore(byte[] state) {
        try (Scope scope = new Scope()) {
            generator.set_state(Tensor.create(state, false, state.length));
        }
    }

    /** SplitMix64 (Steele, Lea and Flood 2014), which spreads neighbouring seeds over all 64 bits. */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
