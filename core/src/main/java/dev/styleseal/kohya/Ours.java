package dev.styleseal.kohya;

import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.Setting;
import java.util.function.UnaryOperator;

/** A key of ours and the value it gets. */
record Ours(String key, Object value, UnaryOperator<RunDescription> into) {
    static Ours of(Setting setting, Object value) {
        return new Ours(
                setting.key(),
                value,
                description -> description.with(description.settings().with(setting, value)));
    }

    static Ours of(RunKey key, Object value) {
        return new Ours(key.key(), value, description -> description.with(key, value));
    }
}
