package dev.styleseal.cli.demo;

import dev.styleseal.generate.GeneratedImage;
import dev.styleseal.image.PngFile;
import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Pairs;
import dev.styleseal.report.Picture;
import dev.styleseal.report.PictureTable;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Section;
import dev.styleseal.score.Leak;
import dev.styleseal.score.PictureChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What can be seen: every held-out thing in every way, and what the seal does to another style. */
final class PictureSections {
    private static final int LEAK_SEEDS = 2;
    private static final List<View> COMPARED = List.of(View.BASE_NOTO, View.BASE_FLUENT, View.SEALED_FLUENT);

    private final DemoWords words;
    private final DemoSettings settings;
    private final Gallery gallery;
    private final Leak leak;

    PictureSections(DemoWords words, DemoSettings settings, Gallery gallery, Leak leak) {
        this.words = words;
        this.settings = settings;
        this.gallery = gallery;
        this.leak = leak;
    }

    /** With its settings and its label inside, as the file of {@link GeneratedImage#save} has them. */
    static Picture picture(DemoWords words, Gallery gallery, View view, int thing, int seed) {
        GeneratedImage image = gallery.at(view, thing, seed);
        return new Picture(
                image.picture(),
                words.of(
                        "alt." + view,
                        gallery.things().get(thing).name(),
                        image.job().seed()),
                Map.of(
                        PngFile.PARAMETERS,
                        image.parameters(),
                        PngFile.XMP,
                        image.provenance().xmp()));
    }

    Section compared() {
        int side = gallery.things().get(0).real().width();
        List<Block> blocks = new ArrayList<>();
        blocks.add(Prose.of(
                words.of("pictures.what", seeds(gallery.seeds().size())),
                words.of("pictures.look"),
                words.of(
                        "pictures.settings",
                        side,
                        DemoSettings.SAMPLER.label(),
                        settings.paintSteps(),
                        words.number(PlainNumbers.decimal(DemoSettings.GUIDANCE, 0)))));
        for (int thing = 0; thing < gallery.things().size(); thing++) {
            blocks.add(table(thing));
        }
        return new Section("pictures", words.of("pictures", gallery.things().size()), blocks);
    }

    private Block table(int thing) {
        List<PictureTable.Row> rows = IntStream.range(0, gallery.seeds().size())
                .mapToObj(seed -> new PictureTable.Row(
                        String.valueOf(gallery.seeds().get(seed)),
                        COMPARED.stream()
                                .map(view -> picture(words, gallery, view, thing, seed))
                                .toList()))
                .toList();
        Thing shown = gallery.things().get(thing);
        return new PictureTable(
                shown.name(),
                words.of("pictures.corner"),
                List.of(column("noto"), column("fluent"), column("sealed"), column("real")),
                rows,
                Picture.of(shown.real(), words.of("alt.real", shown.name())));
    }

    private PictureTable.Column column(String key) {
        return new PictureTable.Column(words.of("pictures." + key), words.of("pictures." + key + ".detail"));
    }

    Section leak() {
        int seeds = Math.min(LEAK_SEEDS, gallery.seeds().size());
        List<Block> blocks = new ArrayList<>();
        blocks.add(Prose.of(words.of("leak.what", seeds(seeds))));
        blocks.add(pairs(seeds));
        blocks.add(new DataTable(
                words.of("leak.table", gallery.all(View.BASE_NOTO).size()),
                List.of(words.of("leak.prompt"), words.of("leak.pixels"), words.of("leak.palette")),
                List.of(row("wanted", leak.wanted()), row("unwanted", leak.unwanted()))));
        leak.share()
                .ifPresent(share ->
                        blocks.add(Prose.of(words.of("leak.share", words.number(PlainNumbers.percent(share))))));
        return new Section("leak", words.of("leak"), blocks);
    }

    private Block pairs(int seeds) {
        List<Pairs.Pair> pairs = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            for (int thing = 0; thing < gallery.things().size(); thing++) {
                pairs.add(new Pairs.Pair(
                        words.of(
                                "leak.pair",
                                gallery.things().get(thing).name(),
                                gallery.seeds().get(seed)),
                        picture(words, gallery, View.BASE_NOTO, thing, seed),
                        picture(words, gallery, View.SEALED_NOTO, thing, seed)));
            }
        }
        return new Pairs(words.of("leak.without"), words.of("after"), pairs);
    }

    private List<String> row(String key, PictureChange change) {
        return List.of(
                words.of("leak." + key),
                words.number(PlainNumbers.decimal(change.pixels(), 1)),
                words.distance(change.palette()));
    }

    private String seeds(int count) {
        return gallery.seeds().subList(0, count).stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
