package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.run.RunDescription;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.Setting;
import dev.styleseal.run.Settings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that are the keys of run.toml: one for every {@link RunKey} and {@link Setting}. */
final class TrainOptions {
    /** Settings that most people want to decide themselves; the others have their own page of help. */
    private static final Set<Setting> COMMON = Set.of(Setting.KIND, Setting.STEPS, Setting.MINUTES, Setting.SIZE);

    private static final int AFTER_ORDER = 20; // in the help: first what is learned, then how

    private TrainOptions() {}

    static void addTo(CommandSpec spec) {
        int order = 0;
        for (Setting setting : Setting.values()) {
            OptionSpec.Builder option = option(setting.key(), setting.meaning(), label(setting));
            option.hidden(!COMMON.contains(setting)).order(AFTER_ORDER + order++);
            if (setting.type() == Setting.Type.FLAG) {
                option.arity("0").type(Boolean.class).negatable(true);
            }
            spec.addOption(option.build());
        }
        order = 0;
        for (RunKey key : RunKey.values()) {
            spec.addOption(option(key.key(), key.meaning(), label(key))
                    .type(key.type() == RunKey.Type.TEXTS ? List.class : String.class)
                    .auxiliaryTypes(String.class)
                    .order(order++)
                    .build());
        }
    }

    private static OptionSpec.Builder option(String key, Message meaning, String label) {
        return OptionSpec.builder("--" + key)
                .description(meaning.text())
                .paramLabel(label)
                .arity("1")
                .type(String.class);
    }

    private static String label(RunKey key) {
        return switch (key) {
            case MODEL, VAE, TEXT_ENCODER, CONTINUE_FROM -> "PATH";
            case PICTURES, BASE_CONFIG, HELD_OUT -> "DIR";
            case CAPTION, PREVIEW_PROMPT -> "WORDS";
            case TRIGGER -> "WORD";
            case NAME, FORMAT, METADATA -> "NAME";
            case SAVE_PRECISION -> "TYPE";
            case CHECKPOINT_EVERY, PREVIEW_EVERY, EVALUATE_EVERY, KEEP_CHECKPOINTS, EARLY_STOP, SNAPSHOT_EVERY -> "N";
        };
    }

    private static String label(Setting setting) {
        return switch (setting.type()) {
            case WHOLE, NUMBER -> "N";
            case TEXT -> setting == Setting.SIZE ? "WxH" : "NAME";
            case FLAG -> "";
        };
    }

    /** What was said on the command line. */
    static RunDescription read(ParseResult parsed) {
        Map<RunKey, Object> order = new EnumMap<>(RunKey.class);
        for (RunKey key : RunKey.values()) {
            if (parsed.hasMatchedOption("--" + key.key())) {
                Object value = parsed.matchedOptionValue("--" + key.key(), "");
                order.put(key, key.type() == RunKey.Type.WHOLE ? whole(key, String.valueOf(value)) : value);
            }
        }
        Settings settings = Settings.none();
        for (Setting setting : Setting.values()) {
            if (parsed.hasMatchedOption("--" + setting.key())) {
                settings = settings.with(setting, parsed.matchedOptionValue("--" + setting.key(), ""));
            }
        }
        return new RunDescription(order, settings);
    }

    private static Integer whole(RunKey key, String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new BadInput(
                    e,
                    "--{0} is \"{1}\". Expected a whole number ({2}). Correct it or leave it out.",
                    key.key(),
                    text,
                    key.meaning());
        }
    }
}
