package dev.styleseal.runreport;

import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Machine;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Words;
import java.util.ArrayList;
import java.util.List;

/** The computer, what computed on it, and what was measured there. */
public final class MachineTable {
    private MachineTable() {}

    /**
     * The table, in a language.
     *
     * @param engine device, threads, matrix library and precision
     * @param measured further rows: what was measured, and the figure
     */
    public static Block of(Language language, Machine machine, Message engine, List<List<String>> measured) {
        Words words = Words.beside(MachineTable.class, language);
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of(words.of("machine.processor"), machine.processor()),
                List.of(words.of("machine.cores"), String.valueOf(machine.cores())),
                List.of(words.of("machine.memory"), words.number(PlainNumbers.bytes(machine.memoryBytes()))),
                List.of(words.of("machine.system"), machine.system()),
                List.of(words.of("machine.java"), machine.java()),
                List.of(words.of("machine.engine"), engine.text(language))));
        rows.addAll(measured);
        return new DataTable(
                words.of("machine.table"), List.of(words.of("machine.what"), words.of("machine.is")), rows);
    }
}
