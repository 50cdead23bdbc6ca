package dev.styleseal.cli;

import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The file manifest.csv beside the pictures of a prompt file: what each shows and how it was painted.
 *
 * @param settings common to all
 * @param modelHash SHA-256 over the base's values
 */
record Manifest(PaintSettings settings, List<WornSeal> seals, String modelHash) {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader(
                    "file", "prompt", "negative", "seed", "seals", "sampler", "steps", "guidance", "size", "model_hash")
            .setRecordSeparator("\n")
            .get();

    /** Writes it, whole or not at all; one row a picture, in the order of the lists. */
    void write(Path file, List<PaintJob> jobs, List<String> names) {
        AtomicFile.write(file, text(jobs, names));
    }

    private static String worn(WornSeal seal) {
        String blocks = seal.blocks().toString();
        return seal.name() + ":" + seal.weight() + (blocks.isEmpty() ? "" : ":" + blocks);
    }

    private String text(List<PaintJob> jobs, List<String> names) {
        StringBuilder text = new StringBuilder();
        String worn = seals.stream().map(Manifest::worn).collect(Collectors.joining(" "));
        try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            for (int i = 0; i < jobs.size(); i++) {
                PaintJob job = jobs.get(i);
                printer.printRecord(
                        names.get(i),
                        job.prompt(),
                        job.negative().orElse(null),
                        job.seed(),
                        worn,
                        settings.sampler().label(),
                        settings.steps(),
                        settings.guidance(),
                        settings.width() + "x" + settings.height(),
                        modelHash);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
