package dev.styleseal.runreport;

import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Words;
import dev.styleseal.run.Setting;
import dev.styleseal.run.Settings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All settings of a training with what they are and why they have their values. */
public final class SettingsTable {
    private SettingsTable() {}

    /** The table, in a language; a setting without a reason has an empty place. */
    public static Block of(Language language, Settings settings, Map<Setting, Message> reasons) {
        Words words = Words.beside(SettingsTable.class, language);
        List<List<String>> rows = new ArrayList<>();
        settings.values()
                .forEach((setting, value) -> rows.add(List.of(
                        setting.key(),
                        plain(value),
                        setting.meaning().text(language),
                        reasons.getOrDefault(setting, Message.of("")).text(language))));
        return new DataTable(
                words.of("settings.table"),
                List.of(
                        words.of("settings.setting"),
                        words.of("settings.value"),
                        words.of("settings.meaning"),
                        words.of("settings.reason")),
                rows);
    }

    private static String plain(Object value) {
        return value instanceof Double number
                ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }
}
