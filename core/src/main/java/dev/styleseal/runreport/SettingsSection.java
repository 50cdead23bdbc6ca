package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Section;
import dev.styleseal.run.RunHistory;
import dev.styleseal.run.RunKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What was asked, what was derived and why, and what the user was warned about. */
final class SettingsSection {
    /** Of paths only the last name is told: where they lie is the user's own business. */
    private static final Set<RunKey> PATHS = EnumSet.of(
            RunKey.MODEL,
            RunKey.VAE,
            RunKey.TEXT_ENCODER,
            RunKey.BASE_CONFIG,
            RunKey.PICTURES,
            RunKey.CONTINUE_FROM,
            RunKey.HELD_OUT);

    private final RunWords words;
    private final RunHistory history;

    SettingsSection(RunWords words, RunHistory history) {
        this.words = words;
        this.history = history;
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        if (history.warnings().isEmpty()) {
            blocks.add(words.prose("settings.unwarned"));
        } else {
            List<String> warned = new ArrayList<>(
                    List.of(words.of("settings.warned", history.warnings().size())));
            history.warnings().forEach(warning -> warned.add(warning.text(words.language())));
            blocks.add(new Prose(warned));
        }
        blocks.add(SettingsTable.of(
                words.language(),
                history.description().settings(),
                history.planned().reasons()));
        if (!history.description().order().isEmpty()) {
            blocks.add(order());
        }
        return new Section("settings", words.of("settings"), blocks);
    }

    private Block order() {
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<RunKey, Object> entry : history.description().order().entrySet()) {
            rows.add(List.of(
                    entry.getKey().key(),
                    shown(entry.getKey(), entry.getValue()),
                    entry.getKey().meaning().text(words.language())));
        }
        return new DataTable(
                words.of("settings.order"),
                List.of(words.of("settings.setting"), words.of("settings.value"), words.of("settings.meaning")),
                rows);
    }

    private static String shown(RunKey key, Object value) {
        if (value instanceof List<?> texts) {
            return texts.stream().map(text -> shown(key, text)).collect(Collectors.joining("; "));
        }
        return PATHS.contains(key) ? RunStory.lastName(String.valueOf(value)) : String.valueOf(value);
    }
}
