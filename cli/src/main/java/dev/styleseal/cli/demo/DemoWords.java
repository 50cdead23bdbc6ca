package dev.styleseal.cli.demo;

import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Words;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The demo's sentences; they stand in words.properties. */
final class DemoWords {
    private static final Words WORDS = Words.beside(DemoWords.class);

    private DemoWords() {}

    static String of(String key, @Nullable Object... arguments) {
        return WORDS.of(key, arguments);
    }

    static String loss(double loss) {
        return PlainNumbers.decimal(loss, 4);
    }

    static String distance(OptionalDouble distance) {
        return distance.isPresent() ? PlainNumbers.decimal(distance.getAsDouble(), 1) : of("blank");
    }
}
