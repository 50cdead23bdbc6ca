package dev.styleseal.runreport;

import dev.styleseal.error.Language;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Prose;
import dev.styleseal.report.Words;
import dev.styleseal.run.HeldOutComparison;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The page's sentences and its kinds of numbers in one language. Immutable. */
final class RunWords {
    private static final char NO_BREAK_SPACE = '\u00a0';

    private final Words words;

    RunWords(Language language) {
        words = Words.beside(RunWords.class, language);
    }

    Language language() {
        return words.language();
    }

    String of(String key, @Nullable Object... arguments) {
        return words.of(key, arguments);
    }

    /** A paragraph of its own. */
    Prose prose(String key, @Nullable Object... arguments) {
        return Prose.of(of(key, arguments));
    }

    /** A number of {@link PlainNumbers} in this language; it stays on one line with its unit. */
    String number(String plain) {
        return words.number(plain).replace(' ', NO_BREAK_SPACE);
    }

    String count(long value) {
        return number(PlainNumbers.count(value));
    }

    String decimal(double value, int digits) {
        return number(PlainNumbers.decimal(value, digits));
    }

    String loss(double loss) {
        return decimal(loss, 4);
    }

    String change(double share) {
        return number(PlainNumbers.change(share));
    }

    String percent(double share) {
        return number(PlainNumbers.percent(share));
    }

    String bytes(long bytes) {
        return number(PlainNumbers.bytes(bytes));
    }

    String duration(Duration duration) {
        return number(PlainNumbers.duration(duration));
    }

    /** A step or a preview, which may take milliseconds. */
    String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return seconds < 10 ? number(PlainNumbers.decimal(seconds, seconds < 1 ? 3 : 2) + " s") : duration(duration);
    }

    String interval(HeldOutComparison.Range range) {
        return of("range", change(range.from()), change(range.to()));
    }
}
