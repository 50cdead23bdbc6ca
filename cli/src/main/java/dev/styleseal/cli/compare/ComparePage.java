package dev.styleseal.cli.compare;

import dev.styleseal.comparison.Compared;
import dev.styleseal.comparison.Grid;
import dev.styleseal.comparison.GridResult;
import dev.styleseal.comparison.Scores;
import dev.styleseal.error.Language;
import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.generate.PaintSettings;
import dev.styleseal.image.LanczosResize;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Pairs;
import dev.styleseal.report.Picture;
import dev.styleseal.report.PictureTable;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Report;
import dev.styleseal.report.Section;
import dev.styleseal.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A page that shows seals side by side: first the scores, then every picture, and what is to be made of them. */
public final class ComparePage {
    private static final int LARGEST_PICTURE = 384; // pixels of a side in the page; whole ones lie beside it
    private static final int MOST_COLUMNS = 6; // beside the base

    private final Language language;
    private final Words words;
    private final ComparisonFacts facts;
    private final GridResult result;

    public ComparePage(Language language, ComparisonFacts facts) {
        this.language = language;
        this.facts = facts;
        result = facts.result();
        words = words(language);
    }

    /** The sentences of this package. */
    public static Words words(Language language) {
        return Words.beside(ComparePage.class, language);
    }

    public Report report() {
        List<Section> sections = new ArrayList<>();
        sections.add(scores());
        sections.add(new Section(
                "pictures",
                words.of("pictures"),
                tables(words.of("pictures.text"), result.grid().prompts(), false)));
        if (!result.grid().neutral().isEmpty()) {
            sections.add(new Section(
                    "neutral",
                    words.of("neutral"),
                    tables(words.of("neutral.text"), result.grid().neutral(), true)));
        }
        result.reference().ifPresent(reference -> sections.add(nearest(reference)));
        sections.add(settings());
        Grid grid = result.grid();
        String lead = words.of(
                "lead",
                grid.seals().size(),
                grid.weights().stream()
                        .map(weight -> words.number(ComparisonFiles.weight(weight)))
                        .collect(Collectors.joining(words.of("separator"))),
                grid.prompts().size() + grid.neutral().size(),
                grid.seeds().size());
        return new Report(language, words.of("title"), lead, List.of(), sections, List.of(words.of("footer")));
    }

    private Section scores() {
        ScoreTable table = new ScoreTable(words, result);
        List<String> meanings = new ArrayList<>();
        if (facts.yardsticks().heldOut().isPresent()) {
            meanings.add(words.of("meaning.loss"));
        }
        result.reference().ifPresent(reference -> {
            meanings.add(words.of("meaning.gram"));
            meanings.add(words.of("meaning.palette"));
            meanings.add(words.of("meaning.sharpness.real", decimal(reference.sharpness(), 0)));
            meanings.add(words.of("meaning.nearest", decimal(reference.ordinary(), 2)));
        });
        if (result.reference().isEmpty()) {
            meanings.add(words.of("meaning.sharpness"));
        }
        if (!result.grid().neutral().isEmpty()) {
            meanings.add(words.of("meaning.leak"));
        }
        meanings.add(words.of("meaning.eyes"));
        return new Section(
                "scores", words.of("scores"), List.of(Prose.of(table.verdict()), table.block(), new Prose(meanings)));
    }

    /** A table for each prompt and each group of subjects that fits side by side. */
    private List<Block> tables(String text, List<String> prompts, boolean neutral) {
        List<Block> blocks = new ArrayList<>(List.of(Prose.of(text)));
        for (int prompt = 0; prompt < prompts.size(); prompt++) {
            for (List<Compared> group : groups()) {
                blocks.add(table(prompts.get(prompt), prompt, group, neutral));
            }
        }
        return blocks;
    }

    /** The base stands before each group, so that everything is seen beside it. */
    private List<List<Compared>> groups() {
        Compared base = result.compared().get(0);
        List<Compared> others = result.compared().subList(1, result.compared().size());
        long weights =
                result.grid().weights().stream().filter(weight -> weight != 0).count();
        int size = weights > 1 && weights <= MOST_COLUMNS ? (int) weights : MOST_COLUMNS;
        List<List<Compared>> groups = new ArrayList<>();
        for (int from = 0; from < Math.max(1, others.size()); from += size) {
            List<Compared> group = new ArrayList<>(List.of(base));
            group.addAll(others.subList(from, Math.min(others.size(), from + size)));
            groups.add(group);
        }
        return groups;
    }

    private PictureTable table(String prompt, int number, List<Compared> group, boolean neutral) {
        List<PictureTable.Column> columns = group.stream()
                .map(each -> new PictureTable.Column(
                        each.subject().isBase()
                                ? words.of("base")
                                : words.number(
                                        ComparisonFiles.weight(each.subject().weight())),
                        each.subject().isBase() ? "" : each.subject().name()))
                .toList();
        List<Long> seeds = result.grid().seeds();
        List<PictureTable.Row> rows = new ArrayList<>();
        for (int seed = 0; seed < seeds.size(); seed++) {
            int at = number * seeds.size() + seed;
            rows.add(new PictureTable.Row(
                    words.of("seed", String.valueOf(seeds.get(seed))),
                    group.stream()
                            .map(each -> picture(each, (neutral ? each.neutral() : each.pictures()).get(at)))
                            .toList()));
        }
        return new PictureTable(prompt, "", columns, rows);
    }

    private Picture picture(Compared each, GeneratedImage image) {
        return new Picture(
                small(image.picture()),
                words.of(
                        "alt",
                        image.job().prompt(),
                        ScoreTable.name(words, each.subject()),
                        String.valueOf(image.job().seed())),
                Map.of(
                        PngFile.PARAMETERS,
                        image.parameters(),
                        PngFile.XMP,
                        image.provenance().xmp()));
    }

    private static RgbImage small(RgbImage picture) {
        double scale = (double) LARGEST_PICTURE / Math.max(picture.width(), picture.height());
        return scale >= 1
                ? picture
                : LanczosResize.resize(picture, Math.max(1, (int) (picture.width() * scale)), Math.max(1, (int)
                        (picture.height() * scale)));
    }

    private Section nearest(GridResult.Reference reference) {
        List<Pairs.Pair> pairs = new ArrayList<>();
        for (Compared each : result.compared()) {
            each.scores().nearest().ifPresent(nearest -> pairs.add(pair(reference, each, nearest)));
        }
        return new Section(
                "nearest",
                words.of("nearest"),
                List.of(
                        Prose.of(words.of("nearest.text", decimal(reference.ordinary(), 2))),
                        new Pairs(words.of("nearest.real"), words.of("nearest.painted"), pairs)));
    }

    private Pairs.Pair pair(GridResult.Reference reference, Compared each, Scores.Nearest nearest) {
        int index = nearest.likeness().index();
        String file = String.valueOf(reference.files().get(index).getFileName());
        return new Pairs.Pair(
                words.of(
                        nearest.memorised() ? "nearest.pair.memorised" : "nearest.pair",
                        ScoreTable.name(words, each.subject()),
                        decimal(nearest.likeness().value(), 2)),
                Picture.of(small(reference.pictures().get(index)), words.of("nearest.alt", file)),
                picture(each, each.pictures().get(nearest.painted())));
    }

    private Section settings() {
        PaintSettings settings = facts.settings();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(words.of("settings.base"), facts.base().toString()));
        rows.add(List.of(words.of("settings.size"), settings.width() + " × " + settings.height()));
        rows.add(List.of(words.of("settings.sampler"), settings.sampler().label()));
        rows.add(List.of(words.of("settings.steps"), String.valueOf(settings.steps())));
        rows.add(List.of(words.of("settings.guidance"), words.number(ComparisonFiles.weight(settings.guidance()))));
        settings.clipSkip().ifPresent(skip -> rows.add(List.of(words.of("settings.clipskip"), String.valueOf(skip))));
        result.grid().negative().ifPresent(negative -> rows.add(List.of(words.of("settings.negative"), negative)));
        facts.yardsticks()
                .heldOut()
                .ifPresent(folder -> rows.add(List.of(words.of("settings.heldout"), folder.toString())));
        facts.yardsticks()
                .pictures()
                .ifPresent(folder -> rows.add(List.of(words.of("settings.pictures"), folder.toString())));
        result.grid()
                .seals()
                .forEach(seal -> rows.add(List.of(words.of("settings.seal", seal.name()), "SHA-256 " + seal.hash())));
        return new Section(
                "settings",
                words.of("settings"),
                List.of(new DataTable(
                        words.of("settings.caption"),
                        List.of(words.of("settings.key"), words.of("settings.value")),
                        rows)));
    }

    private String decimal(double value, int digits) {
        return words.number(PlainNumbers.decimal(value, digits));
    }
}
