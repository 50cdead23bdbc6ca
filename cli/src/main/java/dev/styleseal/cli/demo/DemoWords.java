package dev.styleseal.cli.demo;

import dev.styleseal.error.Language;
import dev.styleseal.report.PlainNumbers;
import dev.styleseal.report.Words;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The demo's sentences and numbers in one language; they stand in words.properties. Immutable. */
final class DemoWords {
    private final Language language;
    private final Words words;

    DemoWords(Language language) {
        this.language = language;
        words = Words.beside(DemoWords.class, language);
    }

    Language language() {
        return language;
    }

    String of(String key, @Nullable Object... arguments) {
        return words.of(key, arguments);
    }

    /** A number of {@link PlainNumbers} in this language. */
    String number(String plain) {
        return words.number(plain);
    }

    String loss(double loss) {
        return number(PlainNumbers.decimal(loss, 4));
    }

    String distance(OptionalDouble distance) {
        return distance.isPresent() ? number(PlainNumbers.decimal(distance.getAsDouble(), 1)) : of("blank");
    }
}
