package dev.styleseal.runreport;

import dev.styleseal.error.Language;
import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Words;
import java.util.List;

/** Where the file of a seal goes in the programs most people paint with. */
public final class ElsewhereTable {
    private ElsewhereTable() {}

    /**
     * The table, in a language.
     *
     * @param folder of the file, as a command names it
     * @param file name of the seal with its ending
     * @param weight at which it is worn in the example
     */
    public static Block of(Language language, String folder, String file, String weight) {
        Words words = Words.beside(ElsewhereTable.class, language);
        String name = file.endsWith(".safetensors") ? file.substring(0, file.lastIndexOf('.')) : file;
        return new DataTable(
                words.of("elsewhere.table"),
                List.of(words.of("elsewhere.program"), words.of("elsewhere.how")),
                List.of(
                        List.of("diffusers", words.of("elsewhere.diffusers", folder, file)),
                        List.of("ComfyUI", words.of("elsewhere.comfy", file)),
                        List.of("AUTOMATIC1111, Forge", words.of("elsewhere.webui", name, weight))));
    }
}
