package dev.styleseal.runreport;

import dev.styleseal.report.Block;
import dev.styleseal.report.DataTable;
import dev.styleseal.report.Picture;
import dev.styleseal.report.PictureGrid;
import dev.styleseal.report.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;

/** What it learned from: the pictures themselves, those withheld apart from them, and their measures. */
final class DataSection {
    private static final double NOTHING_LOST = 0.005; // a row or two of pixels is rounding

    private final RunWords words;
    private final RunStory story;
    private final LessonSheet lessons;

    DataSection(RunWords words, RunStory story) {
        this.words = words;
        this.story = story;
        lessons = story.lessons();
    }

    Section section() {
        List<Block> blocks = new ArrayList<>();
        if (lessons.isEmpty()) {
            blocks.add(words.prose("data.none", story.history().planned().pictures()));
            return new Section("data", words.of("data"), blocks);
        }
        blocks.add(facts());
        blocks.add(grid("data.learned", lessons.learned(), lessons.sizes().learned()));
        if (lessons.sizes().withheld() == 0) {
            blocks.add(words.prose("data.unwithheld"));
        } else {
            blocks.add(grid("data.withheld", lessons.withheld(), lessons.sizes().withheld()));
        }
        if (lessons.sizes().unread() > 0) {
            blocks.add(words.prose("data.unread", lessons.sizes().unread()));
        }
        return new Section("data", words.of("data"), blocks);
    }

    private Block grid(String key, List<LessonPicture> pictures, int all) {
        String caption = words.of(key, all);
        return new PictureGrid(
                pictures.size() == all ? caption : caption + " " + words.of("data.some", pictures.size()),
                pictures.stream()
                        .map(each -> Picture.of(each.thumbnail(), words.of("data.alt", each.name(), each.caption())))
                        .toList());
    }

    private Block facts() {
        List<LessonPicture> all = Stream.concat(lessons.learned().stream(), lessons.withheld().stream())
                .toList();
        List<List<String>> rows = new ArrayList<>();
        rows.add(fact(
                "count",
                words.of(
                        "data.count.value",
                        lessons.sizes().learned(),
                        lessons.sizes().withheld())));
        rows.add(fact("captions", words.of("data.captions.value", lessons.captions())));
        if (!all.isEmpty()) {
            rows.add(fact("sizes", sizes(all)));
            rows.add(fact(
                    "size",
                    words.of(
                            "data.size.value",
                            story.history().planned().width(),
                            story.history().planned().height())));
            rows.add(fact("cut", cut(all)));
            rows.add(fact("enlarged", enlarged(all)));
        }
        tokens(all, rows);
        return new DataTable(words.of("data.table"), List.of(words.of("data.what"), words.of("data.is")), rows);
    }

    private List<String> fact(String key, String value) {
        return List.of(words.of("data." + key), value);
    }

    private String sizes(List<LessonPicture> all) {
        Comparator<LessonPicture> byArea = Comparator.comparingLong(each -> (long) each.width() * each.height());
        LessonPicture small = all.stream().min(byArea).orElseThrow();
        LessonPicture large = all.stream().max(byArea).orElseThrow();
        return small.width() == large.width() && small.height() == large.height()
                ? words.of("data.sizes.same", small.width(), small.height())
                : words.of("data.sizes.value", small.width(), small.height(), large.width(), large.height());
    }

    private String cut(List<LessonPicture> all) {
        List<LessonPicture> cut =
                all.stream().filter(each -> each.lost() > NOTHING_LOST).toList();
        if (cut.isEmpty()) {
            return words.of("data.cut.none");
        }
        LessonPicture most = cut.stream()
                .max(Comparator.comparingDouble(LessonPicture::lost))
                .orElseThrow();
        return words.of("data.cut.value", cut.size(), all.size(), words.percent(most.lost()), most.name());
    }

    private String enlarged(List<LessonPicture> all) {
        int enlarged = (int) all.stream().filter(LessonPicture::enlarged).count();
        return enlarged == 0 ? words.of("data.enlarged.none") : words.of("data.enlarged.value", enlarged, all.size());
    }

    private void tokens(List<LessonPicture> all, List<List<String>> rows) {
        IntSummaryStatistics tokens =
                all.stream().flatMapToInt(each -> each.tokens().stream()).summaryStatistics();
        if (tokens.getCount() > 0) {
            rows.add(fact("tokens", words.of("data.tokens.value", tokens.getMin(), tokens.getMax())));
        }
    }
}
