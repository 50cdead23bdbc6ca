package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.lora.LoraModule;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An existing seal that a training goes on from. Its layers, ranks and alphas are those of the new seal; what a fresh
 * adapter would have is not asked.
 */
final class Origin {
    private static final String TEXT = "text_encoder";

    private final Seal seal;
    private final Map<Setting, Object> given = new EnumMap<>(Setting.class);

    /** @throws BadInput if the seal holds what training cannot go on from */
    Origin(Seal seal) {
        this.seal = seal;
        if (seal.loras().size() < seal.modules().size()) {
            throw new BadInput(
                    "Cannot go on from this seal: {0} of its {1} layers are no LoRA. Expected LoRA or DoRA alone. Turn it into LoRA first: styleseal resize.",
                    seal.modules().size() - seal.loras().size(), seal.modules().size());
        }
        if (!seal.words().isEmpty()) {
            throw new BadInput(
                    "Cannot go on from this seal: it holds {0} learnt words, which training would lose. Expected layers alone. Take another seal.",
                    seal.words().size());
        }
        Collection<LoraModule> modules = seal.loras().values();
        given.put(Setting.RANK, commonest(modules, LoraModule::rank));
        given.put(Setting.ALPHA, commonest(modules, LoraModule::alpha));
        given.put(Setting.TARGETS, endings(modules));
        given.put(Setting.CONV_RANK, LayerSizes.SAME);
        given.put(Setting.CONV_ALPHA, LayerSizes.SAME);
        given.put(Setting.RANK_OF, "none");
        given.put(Setting.ALPHA_OF, "none");
        given.put(Setting.RANK_STABILISED, false);
        given.put(
                Setting.DORA,
                modules.stream().anyMatch(module -> module.magnitude().isPresent()));
        given.put(
                Setting.TRAIN_TEXT,
                modules.stream().anyMatch(module -> module.path().startsWith(TEXT)));
    }

    private static <T extends Comparable<T>> T commonest(
            Collection<LoraModule> modules, Function<LoraModule, T> property) {
        Map<T, Long> counts = modules.stream().collect(Collectors.groupingBy(property, Collectors.counting()));
        return counts.entrySet().stream()
                .max(Map.Entry.<T, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
    }

    private static String endings(Collection<LoraModule> modules) {
        return modules.stream()
                .map(module -> lastName(module.path()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static String lastName(String path) {
        List<String> parts = List.of(path.split("\\.", -1));
        String last = parts.get(parts.size() - 1);
        return last.matches("\\d+") ? parts.get(parts.size() - 2) + "." + last : last;
    }

    /**
     * The wishes, and what follows from the seal.
     *
     * @throws BadInput if a wish contradicts the seal
     */
    Settings over(Settings wishes) {
        Settings both = wishes;
        for (Map.Entry<Setting, Object> fact : given.entrySet()) {
            Setting setting = fact.getKey();
            Object value = setting.parse(String.valueOf(fact.getValue()));
            if (wishes.get(setting).map(wish -> !wish.equals(value)).orElse(false)) {
                throw new BadInput(
                        "--{0} is {1}, and the seal to go on from has {2}. Expected the same. Leave the option out, or begin with a fresh seal.",
                        setting.key(), wishes.get(setting).orElseThrow(), value);
            }
            both = both.with(setting, value);
        }
        return both;
    }

    /** The plan, saying of each setting that follows from the seal that it does. */
    Plan explained(Plan plan) {
        Plan explained = plan;
        for (Setting setting : given.keySet()) {
            explained = explained.because(setting, Message.of("as the seal that it goes on from"));
        }
        return explained;
    }

    SortedMap<String, LoraModule> modules() {
        return seal.loras();
    }
}
