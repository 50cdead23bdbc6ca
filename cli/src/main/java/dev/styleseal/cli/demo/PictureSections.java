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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What can be seen: every held-out thing in every way, and what the seal does to another style. */
final class PictureSections {
    private static final int LEAK_SEEDS = 2;
    private static final List<View> COMPARED = List.of(View.BASE_NOTO, View.BASE_FLUENT, View.SEALED_FLUENT);

    private final DemoSettings settings;
    private final Gallery gallery;
    private final Leak leak;

    PictureSections(DemoSettings settings, Gallery gallery, Leak leak) {
        this.settings = settings;
        this.gallery = gallery;
        this.leak = leak;
    }

    /** With its settings and its label inside, as the file of {@link GeneratedImage#save} has them. */
    static Picture picture(Gallery gallery, View view, int thing, int seed) {
        GeneratedImage image = gallery.at(view, thing, seed);
        return new Picture(
                image.picture(),
                DemoWords.of(
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
                DemoWords.of("pictures.what", seeds(gallery.seeds().size())),
                DemoWords.of("pictures.look"),
                DemoWords.of(
                        "pictures.settings",
                        side,
                        DemoSettings.SAMPLER.label(),
                        settings.paintSteps(),
                        PlainNumbers.decimal(DemoSettings.GUIDANCE, 0))));
        for (int thing = 0; thing < gallery.things().size(); thing++) {
            blocks.add(table(thing));
        }
        return new Section("pictures", DemoWords.of("pictures", gallery.things().size()), blocks);
    }

    private Block table(int thing) {
        List<PictureTable.Row> rows = IntStream.range(0, gallery.seeds().size())
                .mapToObj(seed -> new PictureTable.Row(
                        String.valueOf(gallery.seeds().get(seed)),
                        COMPARED.stream()
                                .map(view -> picture(gallery, view, thing, seed))
                                .toList()))
                .toList();
        Thing shown = gallery.things().get(thing);
        return new PictureTable(
                shown.name(),
                DemoWords.of("pictures.corner"),
                List.of(column("noto"), column("fluent"), column("sealed"), column("real")),
                rows,
                Picture.of(shown.real(), DemoWords.of("alt.real", shown.name())));
    }

    private static PictureTable.Column column(String key) {
        return new PictureTable.Column(DemoWords.of("pictures." + key), DemoWords.of("pictures." + key + ".detail"));
    }

    Section leak() {
        int seeds = Math.min(LEAK_SEEDS, gallery.seeds().size());
        List<Block> blocks = new ArrayList<>();
        blocks.add(Prose.of(DemoWords.of("leak.what", seeds(seeds))));
        blocks.add(pairs(seeds));
        blocks.add(new DataTable(
                DemoWords.of("leak.table", gallery.all(View.BASE_NOTO).size()),
                List.of(DemoWords.of("leak.prompt"), DemoWords.of("leak.pixels"), DemoWords.of("leak.palette")),
                List.of(row("wanted", leak.wanted()), row("unwanted", leak.unwanted()))));
        leak.share().ifPresent(share -> blocks.add(Prose.of(DemoWords.of("leak.share", PlainNumbers.percent(share)))));
        return new Section("leak", DemoWords.of("leak"), blocks);
    }

    private Block pairs(int seeds) {
        List<Pairs.Pair> pairs = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            for (int thing = 0; thing < gallery.things().size(); thing++) {
                pairs.add(new Pairs.Pair(
                        DemoWords.of(
                                "leak.pair",
                                gallery.things().get(thing).name(),
                                gallery.seeds().get(seed)),
                        picture(gallery, View.BASE_NOTO, thing, seed),
                        picture(gallery, View.SEALED_NOTO, thing, seed)));
            }
        }
        return new Pairs(DemoWords.of("leak.without"), DemoWords.of("after"), pairs);
    }

    private static List<String> row(String key, Leak.Change change) {
        return List.of(
                DemoWords.of("leak." + key),
                PlainNumbers.decimal(change.pixels(), 1),
                DemoWords.distance(change.palette()));
    }

    private String seeds(int count) {
        return gallery.seeds().subList(0, count).stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
