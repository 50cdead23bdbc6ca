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
import org.bytedeco.pytorch.Scalar;

/**
 * The adapter a reference training started from.
 *
 * <p>The files made so far hold the final values under {@code init.*} as well: the script that made them kept the
 * parameters themselves, not copies, and AdamW writes in place. Their true start is known from that script: A from one
 * generator in the order of peft's parameters, divided by 4, and B zero. It is drawn again here; the first gradients,
 * which depend on A, then say whether it was the right one.
 */
final class TrainingStart {
    private static final String INIT = "init.";
    private static final String DOWN = ".lora_A.weight";
    private static final String UP = ".lora_B.weight";
    private static final List<String> STAGES = List.of("down_blocks", "up_blocks", "mid_block");
    private static final List<String> PROJECTIONS = List.of("to_q", "to_k", "to_v", "to_out");

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

    static Map<String, LoraModule> drawn(Case theirs, double alpha, long seed) {
        Map<String, LoraModule> modules = new LinkedHashMap<>();
        try (Scope scope = new Scope()) {
            RandomSource random = RandomSource.seeded(seed);
            for (String stem : stems(theirs)) {
                long[] down = theirs.shape(INIT + stem + DOWN);
                long[] up = theirs.shape(INIT + stem + UP);
                float[] a = Tensors.floats(random.normal(down).div(new Scalar(4.0)));
                float[] b = new float[Math.toIntExact(up[0] * up[1])];
                put(modules, stem, HostTensor.of(a, down), HostTensor.of(b, up), alpha);
            }
        }
        return modules;
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
