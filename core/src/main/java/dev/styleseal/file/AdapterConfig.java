package dev.styleseal.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.StrictJson;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The header text {@code lora_adapter_metadata} of diffusers: PEFT's LoraConfig as one flat JSON object, each key after
 * the name of its component. It is where that dialect keeps rank and alpha.
 */
final class AdapterConfig {
    static final String KEY = "lora_adapter_metadata";

    private final SafetensorsFile file;
    private final JsonNode config;

    private AdapterConfig(SafetensorsFile file, JsonNode config) {
        this.file = file;
        this.config = config;
    }

    /** What the file says of its adapter, if it does. */
    static Optional<AdapterConfig> of(SafetensorsFile file) {
        String text = file.metadata().get(KEY);
        if (text == null) {
            return Optional.empty();
        }
        JsonNode config = StrictJson.parse(file.path() + ", " + KEY, text);
        if (!config.isObject()) {
            throw wrong(file, Message.of("it is no JSON object"));
        }
        return Optional.of(new AdapterConfig(file, config));
    }

    /**
     * The numerator of a layer's scale. For rank-stabilised adapters (Kalajdzievski 2023, rsLoRA: alpha over the root of
     * the rank) it is alpha times the root, so that dividing by the rank is right for all.
     */
    double alpha(String path, int rank) {
        Component component = Component.of(path);
        String layer = path.substring(component.prefix().length());
        double promised = number(component, "rank_pattern", "r", layer);
        if (promised != rank) {
            throw wrong(
                    file,
                    Message.of(
                            "it says rank {0} for {1}, whose tensors have rank {2}",
                            new BigDecimal(promised).toPlainString(), path, rank));
        }
        double alpha = number(component, "alpha_pattern", "lora_alpha", layer);
        return config.path(component.prefix() + "use_rslora").asBoolean() ? alpha * Math.sqrt(rank) : alpha;
    }

    private double number(Component component, String patterns, String otherwise, String layer) {
        for (Map.Entry<String, JsonNode> pattern :
                config.path(component.prefix() + patterns).properties()) {
            if (matches(pattern.getKey(), layer)) {
                return finite(component.prefix() + patterns + " " + pattern.getKey(), pattern.getValue());
            }
        }
        return finite(component.prefix() + otherwise, config.path(component.prefix() + otherwise));
    }

    /**
     * PEFT's rule ({@code get_pattern_key}): the pattern is the end of the layer's name, from a dot on. There it is a
     * regular expression; a stranger's is not run here, plain names (with ^ in front, as diffusers writes) are enough.
     */
    private boolean matches(String pattern, String layer) {
        boolean whole = pattern.startsWith("^");
        String name = (whole ? pattern.substring(1) : pattern).replace("\\.", ".");
        if (!name.matches("[A-Za-z0-9_.]+")) {
            throw wrong(file, Message.of("its pattern {0} is no plain name of a layer", pattern));
        }
        return layer.equals(name) || (!whole && layer.endsWith("." + name));
    }

    private double finite(String key, JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw wrong(
                    file,
                    Message.of("it says {0} for {1}", value.isMissingNode() ? Message.of("nothing") : value, key));
        }
        return value.asDouble();
    }

    private static CorruptFile wrong(SafetensorsFile file, Message what) {
        return new CorruptFile(
                "Cannot read {0}: {1} in its header cannot be followed: {2}. Expected rank and alpha of every layer. Fetch the "
                        + "file again, or save it anew where it was made.",
                file.path(), KEY, what);
    }

    /** The text for a seal: the commonest rank and alpha, exceptions by whole names, so that PEFT's patterns are exact. */
    static String text(Collection<LoraModule> modules) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        Map<Component, List<LoraModule>> byComponent = modules.stream()
                .collect(Collectors.groupingBy(
                        module -> Component.of(module.path()), TreeMap::new, Collectors.toList()));
        byComponent.forEach((component, layers) -> put(config, component, layers));
        return config.toPrettyString();
    }

    private static void put(ObjectNode config, Component component, List<LoraModule> layers) {
        String prefix = component.prefix();
        int rank = commonest(layers, LoraModule::rank);
        double alpha = commonest(layers, LoraModule::alpha);
        ObjectNode alphas = config.putObject(prefix + "alpha_pattern");
        number(config, prefix + "lora_alpha", alpha);
        config.put(prefix + "r", rank);
        ObjectNode ranks = config.putObject(prefix + "rank_pattern");
        ArrayNode targets = config.putArray(prefix + "target_modules");
        for (LoraModule layer : layers) {
            String name = layer.path().substring(prefix.length());
            targets.add(name);
            if (layer.rank() != rank) {
                ranks.put(name, layer.rank());
            }
            if (layer.alpha() != alpha) {
                number(alphas, name, layer.alpha());
            }
        }
        config.put(prefix + "use_dora", false);
        config.put(prefix + "use_rslora", false);
    }

    private static void number(ObjectNode node, String key, double value) {
        if (value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE) {
            node.put(key, (int) value);
        } else {
            node.put(key, value);
        }
    }

    private static <T extends Comparable<T>> T commonest(List<LoraModule> layers, Function<LoraModule, T> property) {
        Map<T, Long> counts =
                layers.stream().collect(Collectors.groupingBy(property, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .max(Comparator.comparing(Map.Entry<T, Long>::getValue).thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getKey();
    }
}
