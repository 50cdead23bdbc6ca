package dev.styleseal.train;

import dev.styleseal.Case;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.HostTensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;

/**
 * The adapter a reference training started from.
 *
 * <p>The files made so far hold the final values under {@code init.*} as well: the script that made them kept the
 * parameters themselves, not copies, and AdamW writes in place. Their true start is known from that script but for its
 * seed: A from one generator in the order of peft's parameters, divided by 4, and B zero. It is drawn again here, from
 * the seed that puts every value where ten updates can have moved it from; the first gradients, which depend on A, then
 * say whether it was the right one.
 */
final class TrainingStart {
    private static final String INIT = "init.";
    private static final String DOWN = ".lora_A.weight";
    private static final String UP = ".lora_B.weight";
    private static final List<String> STAGES = List.of("down_blocks", "up_blocks", "mid_block");
    private static final List<String> PROJECTIONS = List.of("to_q", "to_k", "to_v", "to_out");
    private static final double LARGEST_STEP = 3.3; // in learning rates, weight decay included: Kingma and Ba 2015, 2.1

    private TrainingStart() {}

    /** Whether {@code init.*} is what its name says: B starts at zero. */
    static boolean isRecorded(Case theirs) {
        return stems(theirs).stream().allMatch(stem -> isZero(theirs.floats(INIT + stem + UP)));
    }

    static Map<String, LoraModule> recorded(Case theirs, double alpha) {
        Map<String, LoraModule> modules = new LinkedHashMap<>();
        for (String stem : stems(theirs)) {
            put(modules, stem, theirs.host(INIT + stem + DOWN), theirs.host(INIT + stem + UP), alpha);
        }
        return modules;
    }

    /**
     * @param rates learning rates of all updates added up: how far values may have come
     * @throws AssertionError if no seed below a million fits
     */
    static Map<String, LoraModule> drawn(Case theirs, double alpha, double rates) {
        Map<String, LoraModule> modules = new LinkedHashMap<>();
        try (Scope scope = new Scope()) {
            RandomSource random = RandomSource.seeded(seed(theirs, rates));
            for (String stem : stems(theirs)) {
                long[] down = theirs.shape(INIT + stem + DOWN);
                long[] up = theirs.shape(INIT + stem + UP);
                float[] a = down(random, down);
                float[] b = new float[Math.toIntExact(up[0] * up[1])];
                put(modules, stem, HostTensor.of(a, down), HostTensor.of(b, up), alpha);
            }
        }
        return modules;
    }

    private static float[] down(RandomSource random, long[] shape) {
        return Tensors.floats(random.normal(shape).div(new Scalar(4.0)));
    }

    /** The script's seeds are round; A has a generator of its own, seeded 50 above. */
    private static long seed(Case theirs, double rates) {
        String first = INIT + stems(theirs).get(0) + DOWN;
        float[] end = theirs.floats(first);
        long[] shape = theirs.shape(first);
        return LongStream.concat(
                        LongStream.rangeClosed(0, 1000).map(thousands -> 1000 * thousands + 50),
                        LongStream.range(0, 1_000_000))
                .filter(seed -> leadsTo(end, seed, shape, rates * LARGEST_STEP))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no seed below a million leads to " + first));
    }

    private static boolean leadsTo(float[] end, long seed, long[] shape, double reach) {
        try (Scope scope = new Scope()) {
            float[] start = down(RandomSource.seeded(seed), shape);
            return IntStream.range(0, end.length).allMatch(i -> Math.abs(end[i] - start[i]) <= reach);
        }
    }

    private static void put(Map<String, LoraModule> modules, String stem, HostTensor a, HostTensor b, double alpha) {
        modules.put("unet." + stem, new LoraModule("unet." + stem, a, b, alpha));
    }

    /** Module names in the order in which peft's model holds its parameters. */
    private static List<String> stems(Case theirs) {
        return theirs.names().stream()
                .filter(name -> name.startsWith(INIT) && name.endsWith(DOWN))
                .map(name -> name.substring(INIT.length(), name.length() - DOWN.length()))
                .sorted(Comparator.comparing(TrainingStart::place))
                .toList();
    }

    private static String place(String stem) {
        StringBuilder place = new StringBuilder();
        for (String part : stem.split("\\.", -1)) {
            int rank = Math.max(STAGES.indexOf(part), PROJECTIONS.indexOf(part));
            place.append(rank >= 0 ? String.valueOf(rank) : part).append('.');
        }
        return place.toString();
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
