package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryLineTest {
    /** 1000 bytes and 2 a pixel. */
    private final MemoryLine line =
            MemoryLine.through(new MemoryLine.Trial(100, 1200), new MemoryLine.Trial(400, 1800));

    @Test
    void whatGrewBetweenTwoTrialsGrowsOn() {
        assertThat(line).isEqualTo(new MemoryLine(1000, 2));
        assertThat(line.peak(1600)).isEqualTo(4200);
    }

    @Test
    void aTrialThatTookNoMoreMakesALevelLine() {
        assertThat(MemoryLine.through(new MemoryLine.Trial(100, 1200), new MemoryLine.Trial(400, 1100)))
                .isEqualTo(new MemoryLine(1100, 0));
    }

    @Test
    void theLargestSideFitsAndIsAMultiple() {
        assertThat(line.largestSide(4200, 8)).isEqualTo(40); // 1000 + 2 * 40 * 40
        assertThat(line.largestSide(4199, 8)).isEqualTo(32);
        assertThat(line.largestSide(1127, 8)).isZero(); // 1000 + 2 * 8 * 8 is one more
        assertThat(line.largestSide(1128, 8)).isEqualTo(8);
    }
}
