package dev.styleseal.runreport;

import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The pictures of a training as a contact sheet.
 *
 * @param learned those it learned from, or some from all over them
 * @param withheld those it was only measured on, or some of them
 * @param captions number of different captions among all that it learned from
 * @param sizes how many there are
 */
public record LessonSheet(List<LessonPicture> learned, List<LessonPicture> withheld, int captions, Sizes sizes) {
    /** Beyond, a sheet is no longer looked at, and the page grows by 20 kB with each. */
    private static final int MOST_LEARNED = 60;

    private static final int MOST_WITHHELD = 20;

    public LessonSheet {
        learned = List.copyOf(learned);
        withheld = List.copyOf(withheld);
    }

    /**
     * Numbers of pictures.
     *
     * @param learned from
     * @param withheld only measured on
     * @param unread could not be read when the page was written
     */
    public record Sizes(int learned, int withheld, int unread) {}

    /** A sheet without pictures, for a run whose pictures are not at hand. */
    public static LessonSheet none() {
        return new LessonSheet(List.of(), List.of(), 0, new Sizes(0, 0, 0));
    }

    /**
     * Reads the pictures; those that are gone are counted.
     *
     * @param width of the training pictures in pixels
     * @param height of the training pictures in pixels
     * @param tokens counts those of a text, or gives -1
     */
    public static LessonSheet read(
            List<TrainingPicture> learned,
            List<TrainingPicture> withheld,
            int width,
            int height,
            ToIntFunction<String> tokens) {
        List<TrainingPicture> some = some(learned, MOST_LEARNED);
        List<TrainingPicture> others = some(withheld, MOST_WITHHELD);
        List<LessonPicture> first = pictures(some, width, height, tokens);
        List<LessonPicture> second = pictures(others, width, height, tokens);
        int unread = some.size() + others.size() - first.size() - second.size();
        int captions =
                (int) learned.stream().map(TrainingPicture::caption).distinct().count();
        return new LessonSheet(first, second, captions, new Sizes(learned.size(), withheld.size(), unread));
    }

    private static List<TrainingPicture> some(List<TrainingPicture> all, int most) {
        int count = Math.min(most, all.size());
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    private static List<LessonPicture> pictures(
            List<TrainingPicture> files, int width, int height, ToIntFunction<String> tokens) {
        List<LessonPicture> pictures = new ArrayList<>();
        for (TrainingPicture file : files) {
            read(file, width, height, tokens).ifPresent(pictures::add);
        }
        return pictures;
    }

    /** Empty if it was moved or deleted since; the number of pictures that are missing tells of it. */
    private static Optional<LessonPicture> read(
            TrainingPicture file, int width, int height, ToIntFunction<String> tokens) {
        try {
            return Optional.of(LessonPicture.read(file, width, height, tokens));
        } catch (BadInput e) {
            return Optional.empty();
        }
    }

    boolean isEmpty() {
        return learned.isEmpty() && withheld.isEmpty();
    }
}
