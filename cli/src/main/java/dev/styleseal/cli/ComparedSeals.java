package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.generate.BlockWeights;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.io.Reason;
import dev.styleseal.lora.Leniency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The seals of a comparison.
 *
 * @param files none twice; files, or PEFT folders
 */
record ComparedSeals(List<Path> files) {
    private static final String ENDING = ".safetensors";

    ComparedSeals {
        files = List.copyOf(files);
    }

    /**
     * Those that were named, then the checkpoints of a run by step, and last its own seal.
     *
     * @throws BadInput if there is none, one is named twice or with a weight, or the run has none
     */
    static ComparedSeals of(List<String> named, Optional<Path> run) {
        List<Path> files = new ArrayList<>();
        for (String text : named) {
            SealArgument seal = SealArgument.parse(text);
            if (seal.weight() != 1) {
                throw new BadInput(
                        "--seal {0} has a weight of its own. Expected the file alone, since all seals are compared at the same weights. Give them with --weights.",
                        text);
            }
            if (!seal.blocks().equals(BlockWeights.none())) {
                throw new BadInput(
                        "--seal {0} has weights for parts. Expected the file alone; a seal with such weights inside is made by \"styleseal merge\". Leave them out.",
                        text);
            }
            add(files, BasePath.of(seal.file()));
        }
        run.ifPresent(folder -> ofRun(folder).forEach(file -> add(files, file)));
        if (files.isEmpty()) {
            throw new BadInput(
                    "No seal is given. Expected seals to compare. Name each with --seal, or a run with --run.");
        }
        return new ComparedSeals(files);
    }

    private static void add(List<Path> files, Path file) {
        if (files.contains(file)) {
            throw new BadInput("The seal {0} is named twice. Expected each once. Leave one out.", file);
        }
        files.add(file);
    }

    private static List<Path> ofRun(Path run) {
        List<Path> seals = new ArrayList<>();
        if (Files.isDirectory(run.resolve("checkpoints"))) {
            seals.addAll(in(run.resolve("checkpoints")));
        }
        if (Files.isDirectory(run)) {
            seals.addAll(in(run));
        }
        if (seals.isEmpty()) {
            throw new BadInput(
                    "{0} has neither checkpoints nor a seal. Expected the folder of a run, such as runs/fluent. Correct --run.",
                    run);
        }
        return seals;
    }

    private static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).endsWith(ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadInput(
                    e, "Cannot read {0}: {1}. Expected the folder of a run. Correct --run.", folder, Reason.of(e));
        }
    }

    /** Reads them all; where two files have one name, all are called by their paths. Errors as {@link WornSeal#open}. */
    List<WornSeal> open() {
        List<WornSeal> seals = files.stream()
                .map(file -> WornSeal.open(file, 1, BlockWeights.none(), Leniency.STRICT))
                .toList();
        if (seals.stream().map(WornSeal::name).distinct().count() == seals.size()) {
            return seals;
        }
        List<WornSeal> renamed = new ArrayList<>();
        for (int i = 0; i < seals.size(); i++) {
            WornSeal seal = seals.get(i);
            String name = files.get(i).toString().replace('\\', '/');
            renamed.add(new WornSeal(name, seal.seal(), seal.weight(), seal.blocks(), seal.hash(), seal.leniency()));
        }
        return renamed;
    }
}
