package dev.styleseal.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.StrictJson;
import dev.styleseal.weights.TensorFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * PEFT's LoraConfig, where its dialects keep rank and alpha: the {@code adapter_config.json} of a PEFT folder, or the
 * header text {@code lora_adapter_metadata} of diffusers, in which each key stands behind the name of its component.
 */
final class AdapterConfig {
    static final String KEY = "lora_adapter_metadata";

    private final Path file;
    private final Object place; // for messages
    private final boolean prefixed;
    private final JsonNode config;

    private AdapterConfig(Path file, Object place, boolean prefixed, String text) {
        this.file = file;
        this.place = place;
        this.prefixed = prefixed;
        config = StrictJson.parse(file + ", " + place, text);
        if (!config.isObject()) {
            throw wrong(Message.of("it is no JSON object"));
        }
    }

    /** What a file of diffusers says of its adapter, if it does. */
    static Optional<AdapterConfig> of(TensorFile file) {
        return Optional.ofNullable(file.metadata().get(KEY))
                .map(text -> new AdapterConfig(file.path(), Message.of("{0} in its header", KEY), true, text));
    }

    /**
     * The config of a PEFT folder.
     *
     * @param folder for messages
     * @throws BadInput when it is a config of another kind of adapter
     */
    static AdapterConfig peft(Path folder, String text) {
        AdapterConfig adapter = new AdapterConfig(folder, PeftFolder.CONFIG, false, text);
        String type = adapter.config.path("peft_type").asText("LORA");
        if (!type.equals("LORA")) {
            throw new BadInput(
                    "Cannot use {0} as a seal: {1} says that it is {2}. Expected peft_type LORA. Use another adapter.",
                    folder, PeftFolder.CONFIG, type);
        }
        for (String key : new String[] {"fan_in_fan_out", "lora_bias", "use_qalora"}) {
            if (adapter.config.path(key).asBoolean()) {
                throw new BadInput(
                        "Cannot use {0} as a seal: {1} says {2}, which is not supported. Expected plain LoRA or DoRA. Use another adapter.",
                        folder, PeftFolder.CONFIG, key);
            }
        }
        return adapter;
    }

    private String key(Component component, String name) {
        return prefixed ? component.prefix() + name : name;
    }

    /** Whether it says that a layer is one of a DoRA. */
    boolean dora(String path) {
        return config.path(key(Component.of(path), "use_dora")).asBoolean();
    }

    /**
     * The numerator of a layer's scale. For rank-stabilised adapters (Kalajdzievski 2023, rsLoRA: alpha over the root of
     * the rank) it is alpha times the root, so that dividing by the rank is right for all.
     */
    double alpha(String path, int rank) {
        Component component = Component.of(path);
        String layer = component.layer(path);
        double promised = number(component, "rank_pattern", "r", layer);
        if (promised != rank) {
            throw wrong(Message.of(
                    "it says rank {0} for {1}, whose tensors have rank {2}",
                    new BigDecimal(promised).toPlainString(), path, rank));
        }
        double alpha = number(component, "alpha_pattern", "lora_alpha", layer);
        return config.path(key(component, "use_rslora")).asBoolean() ? alpha * Math.sqrt(rank) : alpha;
    }

    private double number(Component component, String patterns, String otherwise, String layer) {
        for (Map.Entry<String, JsonNode> pattern :
                config.path(key(component, patterns)).properties()) {
            if (matches(pattern.getKey(), layer)) {
                return finite(key(component, patterns) + " " + pattern.getKey(), pattern.getValue());
            }
        }
        String key = key(component, otherwise);
        return finite(key, config.path(key));
    }

    /**
     * PEFT's rule ({@code get_pattern_key}): the pattern is the end of the layer's name, from a dot on. There it is a
     * regular expression; a stranger's is not run here, plain names (with ^ in front, as diffusers writes) are enough.
     */
    private boolean matches(String pattern, String layer) {
        boolean whole = pattern.startsWith("^");
        String name = (whole ? pattern.substring(1) : pattern).replace("\\.", ".");
        if (!name.matches("[A-Za-z0-9_.]+")) {
            throw wrong(Message.of("its pattern {0} is no plain name of a layer", pattern));
        }
        return layer.equals(name) || (!whole && layer.endsWith("." + name));
    }

    private double finite(String key, JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw wrong(Message.of("it says {0} for {1}", value.isMissingNode() ? Message.of("nothing") : value, key));
        }
        return value.asDouble();
    }

    private CorruptFile wrong(Message what) {
        return new CorruptFile(
                "Cannot read {0}: {1} cannot be followed: {2}. Expected rank and alpha of every layer. Fetch the "
                        + "file again, or save it anew where it was made.",
                file, place, what);
    }

    /** The header text for a seal: the commonest rank and alpha, exceptions by whole names, so that patterns are exact. */
    static String text(Collection<LoraModule> modules) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        Map<Component, List<LoraModule>> byComponent = modules.stream()
                .collect(Collectors.groupingBy(
                        module -> Component.of(module.path()), TreeMap::new, Collectors.toList()));
        byComponent.forEach((component, layers) -> put(config, component.prefix(), layers));
        return config.toPrettyString();
    }

    /** The text of adapter_config.json for the layers of one network. */
    static String peft(Collection<LoraModule> layers) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("peft_type", "LORA");
        config.putNull("task_type");
        config.putNull("base_model_name_or_path");
        config.put("bias", "none");
        config.put("fan_in_fan_out", false);
        config.put("inference_mode", true);
        config.put("lora_dropout", 0.0);
        put(config, "", layers);
        return config.toPrettyString() + "\n";
    }

    private static void put(ObjectNode config, String prefix, Collection<LoraModule> layers) {
        int rank = commonest(layers, LoraModule::rank);
        double alpha = commonest(layers, LoraModule::alpha);
        ObjectNode alphas = config.putObject(prefix + "alpha_pattern");
        number(config, prefix + "lora_alpha", alpha);
        config.put(prefix + "r", rank);
        ObjectNode ranks = config.putObject(prefix + "rank_pattern");
        ArrayNode targets = config.putArray(prefix + "target_modules");
        for (LoraModule layer : layers) {
            String name = Component.of(layer.path()).layer(layer.path());
            targets.add(name);
            if (layer.rank() != rank) {
                ranks.put(name, layer.rank());
            }
            if (layer.alpha() != alpha) {
                number(alphas, name, layer.alpha());
            }
        }
        config.put(prefix + "use_dora", allOrNoDora(layers));
        config.put(prefix + "use_rslora", false); // alpha says it all
    }

    private static boolean allOrNoDora(Collection<LoraModule> layers) {
        long dora =
                layers.stream().filter(layer -> layer.magnitude().isPresent()).count();
        if (dora != 0 && dora != layers.size()) {
            throw new BadInput(
                    "Cannot write the seal for diffusers or PEFT: {0} of {1} layers are DoRA, and there all or none of a network must be. Write it with kohya names.",
                    dora, layers.size());
        }
        return dora > 0;
    }

    private static void number(ObjectNode node, String key, double value) {
        if (value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE) {
            node.put(key, (int) value);
        } else {
            node.put(key, value);
        }
    }

    private static <T extends Comparable<T>> T commonest(
            Collection<LoraModule> layers, Function<LoraModule, T> property) {
        Map<T, Long> counts =
                layers.stream().collect(Collectors.groupingBy(property, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .max(Comparator.comparing(Map.Entry<T, Long>::getValue).thenComparing(Map.Entry::getKey))
                .orElseThrow()
                .getKey();
    }
}
