package dev.styleseal.run;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody asks of a run, as far as they say it: on the command line, in a run.toml, or in both.
 *
 * @param order texts, lists of texts and whole numbers, as each key's type says
 * @param settings wishes for the training itself
 */
public record RunDescription(Map<RunKey, Object> order, Settings settings) {
    public RunDescription {
        Map<RunKey, Object> checked = new EnumMap<>(RunKey.class);
        order.forEach((key, value) -> checked.put(key, key.checked(value)));
        order = Collections.unmodifiableMap(checked);
    }

    public static RunDescription empty() {
        return new RunDescription(Map.of(), Settings.none());
    }

    /** This description and one more word of it. */
    public RunDescription with(RunKey key, Object value) {
        Map<RunKey, Object> changed = new EnumMap<>(RunKey.class);
        changed.putAll(order);
        changed.put(key, value);
        return new RunDescription(changed, settings);
    }

    /** This description but for one word of it. */
    public RunDescription without(RunKey key) {
        Map<RunKey, Object> changed = new EnumMap<>(RunKey.class);
        changed.putAll(order);
        changed.remove(key);
        return new RunDescription(changed, settings);
    }

    /** The same run with other settings. */
    public RunDescription with(Settings other) {
        return new RunDescription(order, other);
    }

    /**
     * This description, and what {@code fallback} says where this one is silent. Steps and minutes are one question: an
     * answer to either silences both in the fallback.
     */
    public RunDescription over(RunDescription fallback) {
        Map<RunKey, Object> merged = new EnumMap<>(RunKey.class);
        merged.putAll(fallback.order);
        merged.putAll(order);
        Settings both = settings;
        for (Map.Entry<Setting, Object> entry : fallback.settings.values().entrySet()) {
            Setting setting = entry.getKey();
            boolean length = setting == Setting.STEPS || setting == Setting.MINUTES;
            boolean answered =
                    length ? settings.has(Setting.STEPS) || settings.has(Setting.MINUTES) : settings.has(setting);
            if (!answered) {
                both = both.with(setting, entry.getValue());
            }
        }
        return new RunDescription(merged, both);
    }

    public Optional<String> text(RunKey key) {
        return Optional.ofNullable((String) order.get(key));
    }

    /** A list, empty when nothing is said. */
    public List<String> texts(RunKey key) {
        return order.get(key) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }

    public int whole(RunKey key, int missing) {
        return (Integer) order.getOrDefault(key, missing);
    }
}
