package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Values for some or all settings. Immutable. */
public final class Settings {
    private final Map<Setting, Object> values;

    private Settings(Map<Setting, Object> values) {
        this.values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    public static Settings none() {
        return new Settings(new EnumMap<>(Setting.class));
    }

    /**
     * These settings and one more.
     *
     * @param value of the setting's type
     */
    public Settings with(Setting setting, Object value) {
        Map<Setting, Object> changed = new EnumMap<>(Setting.class);
        changed.putAll(values);
        changed.put(setting, setting.parse(String.valueOf(value)));
        return new Settings(changed);
    }

    /** These settings but one. */
    public Settings without(Setting setting) {
        Map<Setting, Object> changed = new EnumMap<>(Setting.class);
        changed.putAll(values);
        changed.remove(setting);
        return new Settings(changed);
    }

    public boolean has(Setting setting) {
        return values.containsKey(setting);
    }

    /** All values, in the order of the settings. */
    public Map<Setting, Object> values() {
        return values;
    }

    public Optional<Object> get(Setting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** A whole number that fits an int. */
    public int whole(Setting setting) {
        long value = (Long) required(setting);
        if (value != (int) value) {
            throw new BadInput("--{0} is {1}. Expected a smaller number. Correct it.", setting.key(), value);
        }
        return (int) value;
    }

    public long longer(Setting setting) {
        return (Long) required(setting);
    }

    public double number(Setting setting) {
        return (Double) required(setting);
    }

    public String text(Setting setting) {
        return (String) required(setting);
    }

    public boolean flag(Setting setting) {
        return (Boolean) required(setting);
    }

    private Object required(Setting setting) {
        Object value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException(setting.key() + " was not derived");
        }
        return value;
    }
}
