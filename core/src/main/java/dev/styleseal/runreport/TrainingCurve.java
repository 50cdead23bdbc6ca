package dev.styleseal.runreport;

import dev.styleseal.error.Language;
import dev.styleseal.report.Block;
import dev.styleseal.report.LossCurve;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Words;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The losses of all steps, with their means at both ends. */
public final class TrainingCurve {
    private static final int END_SHARE = 10; // of the steps, one in so many counts as the first or the last

    private TrainingCurve() {}

    /** The curve of steps without gaps, from step 1. */
    public static Block of(Language language, List<Double> losses) {
        SortedMap<Integer, Double> steps = new TreeMap<>();
        losses.forEach(loss -> steps.put(steps.size() + 1, loss));
        return of(language, steps);
    }

    /** The curve, in a language; {@code losses} by step, at least one. */
    public static Block of(Language language, SortedMap<Integer, Double> losses) {
        Words words = Words.beside(TrainingCurve.class, language);
        List<Double> values = List.copyOf(losses.values());
        int ends = Math.max(1, values.size() / END_SHARE);
        String title = words.of(
                "curve.training",
                loss(words, values.subList(0, ends)),
                loss(words, values.subList(values.size() - ends, values.size())),
                ends);
        return new LossCurve(title, losses);
    }

    private static String loss(Words words, List<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return words.number(PlainNumbers.decimal(mean, 4));
    }
}
