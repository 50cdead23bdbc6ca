package dev.styleseal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.Language;
import java.time.Duration;
import java.util.MissingResourceException;
import org.junit.jupiter.api.Test;

class PlainNumbersTest {
    @Test
    void durationsAreAsShortAsTheyAre() {
        assertThat(PlainNumbers.duration(Duration.ofMillis(420))).isEqualTo("0.4 s");
        assertThat(PlainNumbers.duration(Duration.ofMillis(9_960))).isEqualTo("10 s");
        assertThat(PlainNumbers.duration(Duration.ofMillis(59_600))).isEqualTo("1 min 00 s");
        assertThat(PlainNumbers.duration(Duration.ofSeconds(72))).isEqualTo("1 min 12 s");
        assertThat(PlainNumbers.duration(Duration.ofMinutes(123))).isEqualTo("2 h 03 min");
    }

    @Test
    void bytesHaveThreeDigits() {
        assertThat(PlainNumbers.bytes(999)).isEqualTo("999 B");
        assertThat(PlainNumbers.bytes(1_000)).isEqualTo("1.00 kB");
        assertThat(PlainNumbers.bytes(472_920)).isEqualTo("473 kB");
        assertThat(PlainNumbers.bytes(26_270_000)).isEqualTo("26.3 MB");
        assertThat(PlainNumbers.bytes(999_700)).isEqualTo("1.00 MB");
        assertThat(PlainNumbers.bytes(8_160_000_000L)).isEqualTo("8.16 GB");
    }

    @Test
    void changesAlwaysHaveASign() {
        assertThat(PlainNumbers.change(-0.152)).isEqualTo("−15.2 %");
        assertThat(PlainNumbers.change(0.031)).isEqualTo("+3.1 %");
        assertThat(PlainNumbers.change(-0.0001)).isEqualTo("±0.0 %");
    }

    @Test
    void sentencesThatDoNotExistAreFaults() {
        assertThat(Words.beside(Words.class, Language.ENGLISH).of("curve.legend", 5))
                .contains("mean of 5 neighbouring");
        assertThatThrownBy(() -> Words.beside(Words.class, Language.ENGLISH).of("no.such"))
                .isInstanceOf(MissingResourceException.class);
    }

    @Test
    void machineIsKnown() {
        Machine machine = Machine.here();
        assertThat(machine.cores()).isPositive();
        assertThat(machine.memoryBytes()).isGreaterThan(100_000_000);
        assertThat(machine.processor()).isNotBlank();
        System.out.println(machine);
    }
}
