package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.Picture;
import dev.styleseal.report.PictureTable;
import dev.styleseal.report.Section;
import dev.styleseal.runreport.RunStory.PreviewPicture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The same prompts and seeds, painted again and again on the way. */
final class PreviewSection {
    private final RunWords words;
    private final RunStory story;

    PreviewSection(RunWords words, RunStory story) {
        this.words = words;
        this.story = story;
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        if (story.previews().isEmpty()) {
            boolean painted = !story.history().previews().isEmpty();
            blocks.add(words.prose(painted ? "previews.gone" : "previews.none"));
        } else {
            blocks.add(words.prose("previews.what"));
            blocks.add(table());
            int moments = (int) story.history().previews().stream()
                    .map(preview -> preview.step())
                    .distinct()
                    .count();
            if (moments > steps().size()) {
                blocks.add(words.prose("previews.some", steps().size(), moments));
            }
        }
        return new Section("previews", words.of("previews"), blocks);
    }

    private SortedSet<Integer> steps() {
        SortedSet<Integer> steps = new TreeSet<>();
        story.previews().forEach(each -> steps.add(each.preview().step()));
        return steps;
    }

    private Block table() {
        Map<Long, Map<Integer, PreviewPicture>> rows = new LinkedHashMap<>();
        story.previews()
                .forEach(each -> rows.computeIfAbsent(each.preview().seed(), seed -> new LinkedHashMap<>())
                        .put(each.preview().step(), each));
        List<PictureTable.Row> shown = new ArrayList<>();
        rows.values().forEach(row -> shown.add(row(row)));
        List<PictureTable.Column> columns = steps().stream()
                .map(step -> new PictureTable.Column(
                        words.of("previews.step", words.count(step)), step == 0 ? words.of("previews.base") : ""))
                .toList();
        return new PictureTable(words.of("previews.caption"), words.of("previews.corner"), columns, shown);
    }

    /** A row ends where its first picture is missing: those behind it would stand below another step. */
    private PictureTable.Row row(Map<Integer, PreviewPicture> row) {
        List<Picture> pictures = new ArrayList<>();
        String prompt = "";
        for (int step : steps()) {
            PreviewPicture shown = row.get(step);
            if (shown == null) {
                break;
            }
            prompt = shown.preview().prompt();
            pictures.add(shown.picture()
                    .shown(words.of(
                            "previews.alt",
                            prompt,
                            words.count(step),
                            shown.preview().seed())));
        }
        return new PictureTable.Row(prompt, pictures);
    }
}
