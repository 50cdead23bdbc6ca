package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Means and standard errors against scipy.stats.sem of scipy 1.17.1. */
class PairedDifferenceTest {
    private static final List<List<Double>> FIRST = List.of(
            List.of(0.0877, 0.074, 0.0758),
            List.of(0.0762, 0.1191, 0.0943),
            List.of(0.0972, 0.0731, 0.0976),
            List.of(0.0586, 0.0536, 0.1095),
            List.of(0.0506, 0.1185, 0.1079),
            List.of(0.105, 0.0534, 0.0645),
            List.of(0.1095, 0.0803, 0.0939),
            List.of(0.0586, 0.063, 0.0848));
    private static final List<List<Double>> SECOND = List.of(
            List.of(0.0869, 0.0738, 0.07),
            List.of(0.07, 0.1192, 0.0907),
            List.of(0.0998, 0.0733, 0.0975),
            List.of(0.0582, 0.0553, 0.108),
            List.of(0.0529, 0.1159, 0.1062),
            List.of(0.102, 0.0542, 0.0636),
            List.of(0.1059, 0.0853, 0.0918),
            List.of(0.0573, 0.0632, 0.089));

    private static PairedDifference between(int pictures) {
        return PairedDifference.between(
                new LossScore(2, true, FIRST.subList(0, pictures)),
                new LossScore(1, true, SECOND.subList(0, pictures)));
    }

    @Test
    void manyPicturesAreOneObservationEach() {
        assertThat(between(8).mean()).isEqualTo(0.000695833333333331, within(1e-15));
        assertThat(between(8).standardError()).isEqualTo(0.0005204331796152547, within(1e-15));
        assertThat(between(8).withinNoise()).isFalse();
    }

    @Test
    void ofFewPicturesEachTimestepIsOne() {
        assertThat(between(3).mean()).isEqualTo(0.0015333333333333295, within(1e-15));
        assertThat(between(3).standardError()).isEqualTo(0.0009956851354162566, within(1e-15));
    }

    @Test
    void aSingleDifferenceHasNoError() {
        PairedDifference one = PairedDifference.between(Scores.of(2, 0.3), Scores.of(1, 0.1));
        assertThat(one.mean()).isEqualTo(0.2, within(1e-15));
        assertThat(one.standardError()).isZero();
    }
}
