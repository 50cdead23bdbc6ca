package dev.styleseal.cli.health;

import dev.styleseal.error.Language;
import dev.styleseal.file.Block;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.LayerHealth;
import dev.styleseal.file.SealHealth;
import dev.styleseal.file.Target;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.report.Bars;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.HeatMap;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Report;
import dev.styleseal.report.Section;
import dev.styleseal.report.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** A page that shows where a seal changes a base, how strongly, and how much of its rank it uses. */
public final class HealthPage {
    private final Language language;
    private final Words words;
    private final FileInspection file;
    private final SealHealth health;

    public HealthPage(Language language, FileInspection file, SealHealth health) {
        this.language = language;
        this.file = file;
        this.health = health;
        words = Words.beside(HealthPage.class, language);
    }

    /** Writes the page, whole or not at all; errors as {@link Report#save}. */
    public void write(Path target) {
        List<Section> sections = new ArrayList<>();
        if (!file.broken().isEmpty()) {
            sections.add(new Section("broken", words.of("broken.heading"), List.of(broken())));
        }
        sections.add(new Section(
                "strength",
                words.of("strength.heading"),
                List.of(Prose.of(words.of("strength.text")), map(words.of("strength.caption"), HealthPage::strength))));
        if (!health.kept().isEmpty()) {
            sections.add(new Section(
                    "ranks",
                    words.of("ranks.heading"),
                    List.of(
                            Prose.of(words.of("ranks.text")),
                            map(words.of("ranks.caption"), HealthPage::rank),
                            kept())));
        }
        sections.add(new Section("layers", words.of("layers.heading"), List.of(layers())));
        sections.add(new Section("metadata", words.of("metadata.heading"), List.of(metadata())));
        String name = String.valueOf(file.file().getFileName());
        String lead = words.of("lead", health.layers().size(), words.number(PlainNumbers.bytes(file.bytes())));
        new Report(language, name, lead, List.of(), sections, List.of(words.of("footer"))).save(target);
    }

    private static OptionalDouble strength(List<LayerHealth> layers) {
        return OptionalDouble.of(Math.sqrt(layers.stream()
                .mapToDouble(layer -> layer.norm() * layer.norm())
                .sum()));
    }

    private static OptionalDouble rank(List<LayerHealth> layers) {
        return layers.stream()
                .flatMap(layer -> layer.spectrum().stream())
                .mapToDouble(Spectrum::effectiveRank)
                .average();
    }

    /** Blocks down, kinds of layer across. */
    private HeatMap map(String caption, Function<List<LayerHealth>, OptionalDouble> figure) {
        SortedSet<Block> blocks = new TreeSet<>();
        health.layers().forEach(layer -> blocks.add(layer.block()));
        List<Target> targets = Arrays.stream(Target.values())
                .filter(target -> health.layers().stream().anyMatch(layer -> layer.target() == target))
                .toList();
        double largest = 0;
        for (Block block : blocks) {
            for (Target target : targets) {
                largest = Math.max(largest, figure(block, target, figure).orElse(0));
            }
        }
        List<String> columns = new ArrayList<>(List.of(words.of("block")));
        targets.forEach(target -> columns.add(words.of("target." + target.name())));
        List<HeatMap.Row> rows = new ArrayList<>();
        for (Block block : blocks) {
            List<Optional<HeatMap.Cell>> cells = new ArrayList<>();
            for (Target target : targets) {
                OptionalDouble value = figure(block, target, figure);
                cells.add(
                        value.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new HeatMap.Cell(
                                        largest == 0 ? 0 : value.getAsDouble() / largest,
                                        decimal(value.getAsDouble(), 2))));
            }
            rows.add(new HeatMap.Row(block.label(), cells));
        }
        return new HeatMap(caption, columns, rows);
    }

    private OptionalDouble figure(Block block, Target target, Function<List<LayerHealth>, OptionalDouble> figure) {
        List<LayerHealth> there = health.layers().stream()
                .filter(layer -> layer.block().equals(block) && layer.target() == target)
                .toList();
        return there.isEmpty() ? OptionalDouble.empty() : figure.apply(there);
    }

    private Bars kept() {
        return new Bars(
                words.of("kept.caption"),
                health.kept().entrySet().stream()
                        .map(each -> new Bars.Bar(
                                words.of("kept.rank", each.getKey()),
                                each.getValue(),
                                decimal(100 * each.getValue(), 1) + " %"))
                        .toList());
    }

    private DataTable layers() {
        List<List<String>> rows = new ArrayList<>();
        for (LayerHealth layer : health.layers()) {
            Optional<Spectrum> spectrum = layer.spectrum();
            rows.add(List.of(
                    layer.path(),
                    decimal(layer.norm(), 4),
                    spectrum.map(values -> String.valueOf(values.size())).orElse("-"),
                    spectrum.map(values -> decimal(values.effectiveRank(), 2)).orElse("-"),
                    spectrum.map(values -> decimal(values.largest(), 4)).orElse("-")));
        }
        List<String> columns = List.of(
                words.of("layer"), words.of("norm"), words.of("rank"), words.of("effective"), words.of("largest"));
        return new DataTable(words.of("layers.caption"), columns, rows);
    }

    private DataTable broken() {
        List<List<String>> rows = file.broken().stream()
                .map(layer -> List.of(layer.path(), String.valueOf(layer.nan()), String.valueOf(layer.infinite())))
                .toList();
        return new DataTable(words.of("broken.caption"), List.of(words.of("layer"), "NaN", "Inf"), rows);
    }

    private DataTable metadata() {
        List<List<String>> rows = new ArrayList<>();
        file.metadata().forEach((key, value) -> rows.add(List.of(key, value)));
        health.hashes().ifPresent(hashes -> {
            rows.add(List.of("SHA-256", hashes.sha256()));
            rows.add(List.of("AutoV1", hashes.legacy()));
            rows.add(List.of("AutoV2", hashes.autoV2()));
            rows.add(List.of("AutoV3", hashes.autoV3()));
        });
        return new DataTable(words.of("metadata.caption"), List.of(words.of("key"), words.of("value")), rows);
    }

    private String decimal(double value, int digits) {
        return words.number(PlainNumbers.decimal(value, digits));
    }
}
