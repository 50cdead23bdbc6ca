package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LettersTest {
    private static final Letters LETTERS = Letters.read();

    private static String dots(RgbImage image) {
        StringBuilder dots = new StringBuilder();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                dots.append(image.sample(x, y, 0) < 128 ? '#' : '.');
            }
            dots.append('\n');
        }
        return dots.toString();
    }

    @Test
    void letterIsDrawnInItsPlace() {
        assertThat(dots(LETTERS.drawn(List.of("T1"), 16, 11, 1)))
                .isEqualTo("""
                ................
                ....#......#....
                ....#.....##....
                ...####....#....
                ....#......#....
                ....#......#....
                ....#......#....
                .....##...###...
                ................
                ................
                ................
                """.replaceFirst("\\.{16}\n", "") + "................\n");
    }

    @Test
    void whatIsNotKnownIsAQuestionMarkAndWhatDoesNotFitIsCutOff() {
        assertThat(LETTERS.drawn(List.of("ж"), 12, 12, 1)).isEqualTo(LETTERS.drawn(List.of("?"), 12, 12, 1));
        assertThat(LETTERS.drawn(List.of("long", "words", "everywhere"), 7, 9, 1)
                        .width())
                .isEqualTo(7);
        assertThat(dots(LETTERS.drawn(List.of(), 5, 3, 2))).doesNotContain("#");
    }

    @Test
    void enlargedLettersHaveLargerDots() {
        RgbImage small = LETTERS.drawn(List.of("ab"), 18, 11, 1);
        RgbImage large = LETTERS.drawn(List.of("ab"), 36, 22, 2);
        assertThat(ContactSheet.of(List.of(small), 1, 2)).isEqualTo(large);
    }

    @Test
    void textIsBrokenWhereTheWidthEnds() {
        assertThat(Letters.wrapped("fluent-000200", 48, 1)).containsExactly("fluent-", "000200");
        assertThat(Letters.wrapped("x", 1, 1)).containsExactly("x");
        assertThat(Letters.wrapped("", 48, 1)).isEmpty();
    }
}
