package dev.styleseal.tensor;

import dev.styleseal.error.Message;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch;

/**
 * Everything about the engine that decides the last bits of a result. Two processes with equal plans compute the same bits
 * from the same numbers.
 *
 * @param facts by key: device, precision, threads, matrix library, kernels and versions
 */
public record EnginePlan(SortedMap<String, String> facts) {
    private static final String THREADS = "threads";
    private static final String OPERATIONS = "operations";
    private static final String PRECISION = "precision";
    private static final Pattern KERNELS = Pattern.compile("CPU capability usage: (\\S+)");

    public EnginePlan {
        facts = new TreeMap<>(facts);
    }

    /** The plan in force. Loads libtorch. */
    public static EnginePlan of(Placement placement) {
        return Engine.call(() -> {
            SortedMap<String, String> facts = new TreeMap<>();
            facts.put("device", placement.device());
            facts.put(PRECISION, placement.precision().label());
            facts.put(OPERATIONS, placement.kernels().text());
            facts.put(THREADS, String.valueOf(Engine.threads()));
            facts.put("blas", MatrixLibrary.inForce());
            facts.put("architecture", System.getProperty("os.arch"));
            try (Scope scope = new Scope()) {
                String config = torch.show_config().getString();
                Matcher kernels = KERNELS.matcher(config);
                facts.put("kernels", kernels.find() ? kernels.group(1) : "");
                facts.put("mkl", firstLine(torch.get_mkl_version().getString()));
                facts.put("onednn", firstLine(torch.get_mkldnn_version().getString()));
            }
            return new EnginePlan(facts);
        });
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").strip();
    }

    /** As many threads as in this plan, from now on: the one fact that can be met afterwards. */
    public void adoptThreads() {
        String threads = facts.getOrDefault(THREADS, "");
        if (threads.matches("[1-9]\\d{0,3}")) {
            Engine.setThreads(Integer.parseInt(threads));
        }
    }

    /**
     * How large operations were carried out under this plan.
     *
     * @throws IllegalArgumentException if the fact was damaged
     */
    public KernelPlan operations() {
        return KernelPlan.parse(facts.getOrDefault(OPERATIONS, ""));
    }

    /** The precision that was computed in; empty if the fact was damaged. */
    public Optional<Precision> precision() {
        return Arrays.stream(Precision.values())
                .filter(each -> each.label().equals(facts.get(PRECISION)))
                .findFirst();
    }

    /** The first fact in which another plan differs, in words; nothing if they are equal. */
    public Optional<Message> difference(EnginePlan other) {
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            String there = other.facts.getOrDefault(fact.getKey(), "");
            if (!there.equals(fact.getValue())) {
                return Optional.of(Message.of("{0} was {1} and is {2}", fact.getKey(), fact.getValue(), there));
            }
        }
        return Optional.empty();
    }
}
