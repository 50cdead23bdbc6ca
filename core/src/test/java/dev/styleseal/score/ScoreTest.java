package dev.styleseal.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.data.LatentCache;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.generate.BlockWeights;
import dev.styleseal.generate.Wardrobe;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.image.RgbImage;
import dev.styleseal.nn.LayerWrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Numbers of diffusers, scipy and numpy; see golden/make_score.py. */
class ScoreTest {
    /** Sums of float32 in another order. */
    private static final double BAR = 2e-5;

    private static final GoldenScores GOLDEN = GoldenScores.read();

    private static void same(String what, double ours, double theirs) {
        System.out.printf("%-60s ours %.8f, theirs %.8f%n", what, ours, theirs);
        assertThat(ours).as(what).isCloseTo(theirs, within(BAR * Math.max(1e-3, Math.abs(theirs))));
    }

    @Test
    void sharpnessIsScipysVarianceOfTheLaplacian() {
        for (int i = 0; i < GOLDEN.pictures.size(); i++) {
            same(
                    "sharpness of picture " + i,
                    Sharpness.of(GOLDEN.pictures.get(i)),
                    GOLDEN.numbers.get("sharpness").get(i).doubleValue());
        }
        assertThat(Sharpness.of(RgbImage.of(1, 1, new byte[3]))).isZero();
    }

    @Test
    void gramDistanceOfSetsIsThatOfDiffusersFeatures() {
        GoldenScores.withEmoji(model -> {
            GramMatrices some = GramMatrices.of(GOLDEN.set("some"), model.vae(), new Cancellation());
            GramMatrices others = GramMatrices.of(GOLDEN.set("others"), model.vae(), new Cancellation());
            same(
                    "Gram distance of sets",
                    some.distance(others),
                    GOLDEN.numbers.get("gram").doubleValue());
            GramMatrices first = GramMatrices.of(GOLDEN.pictures.subList(0, 1), model.vae(), new Cancellation());
            GramMatrices fifth = GramMatrices.of(GOLDEN.pictures.subList(4, 5), model.vae(), new Cancellation());
            same(
                    "Gram distance of pictures",
                    first.distance(fifth),
                    GOLDEN.numbers.get("gram_single").doubleValue());
            assertThat(others.distance(some)).isEqualTo(some.distance(others));
            assertThat(some.distance(some)).isZero();
        });
    }

    @Test
    void gramMatricesAreGivenUpOnRequest() {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        GoldenScores.withEmoji(
                model -> assertThatThrownBy(() -> GramMatrices.of(GOLDEN.pictures, model.vae(), cancellation))
                        .isInstanceOf(Interrupted.class));
    }

    @Test
    void nearestTrainingPictureIsThatOfNumpy() {
        GoldenScores.withEmoji(model -> {
            try (LatentCache training = GoldenScores.cache(GOLDEN.set("some"), model.vae());
                    NearestPicture nearest = NearestPicture.of(training, model.vae())) {
                for (JsonNode theirs : GOLDEN.numbers.get("nearest")) {
                    Likeness ours = nearest.nearest(
                            GOLDEN.pictures.get(theirs.get("picture").intValue()));
                    assertThat(ours.index()).isEqualTo(theirs.get("index").intValue());
                    same(
                            "likeness of picture " + theirs.get("picture"),
                            ours.value(),
                            theirs.get("value").doubleValue());
                }
                same(
                        "highest likeness of two training pictures",
                        nearest.ordinary(),
                        GOLDEN.numbers.get("ordinary").doubleValue());
            }
        });
    }

    @Test
    void copiesAreFoundMirroredOrNot() {
        GoldenScores.withEmoji(model -> {
            try (LatentCache training = GoldenScores.cache(GOLDEN.set("some"), model.vae());
                    NearestPicture nearest = NearestPicture.of(training, model.vae())) {
                Likeness same = nearest.nearest(GOLDEN.pictures.get(3));
                assertThat(same.index()).isEqualTo(3);
                assertThat(same.value()).isCloseTo(1, within(1e-5));
                Likeness mirrored = nearest.nearest(GOLDEN.pictures.get(3).mirrored());
                assertThat(mirrored.index()).isEqualTo(3);
                assertThat(mirrored.value()).isCloseTo(1, within(1e-5));
                assertThatThrownBy(() -> nearest.nearest(GOLDEN.pictures.get(3).crop(0, 0, 16, 16)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is not 32 x 32");
            }
        });
    }

    @Test
    void setsOfOnePictureHaveNoOrdinaryLikeness() {
        RgbImage only = GOLDEN.pictures.get(0);
        GoldenScores.withEmoji(model -> {
            try (LatentCache training = GoldenScores.cache(List.of(only, only, only.mirrored()), model.vae());
                    NearestPicture nearest = NearestPicture.of(training, 2, model.vae())) {
                assertThat(nearest.ordinary()).isZero();
            }
        });
    }

    @Test
    void guardTellsACopyFromAPictureOfTheLike() {
        List<RgbImage> neutral = GOLDEN.set("others");
        GoldenScores.withEmoji(model -> {
            try (LatentCache training = GoldenScores.cache(GOLDEN.set("some"), model.vae());
                    NearestPicture nearest = NearestPicture.of(training, model.vae())) {
                CheckpointGuard guard = new CheckpointGuard(nearest);
                List<RgbImage> base = GOLDEN.pictures.subList(4, 5);
                CheckpointGuard.Finding copied = guard.look(
                        new CheckpointGuard.Views(base, GOLDEN.pictures.subList(1, 2)),
                        Optional.of(new CheckpointGuard.Views(neutral, neutral)));
                assertThat(copied.memorised()).isTrue();
                assertThat(copied.nearest().index()).isEqualTo(1);
                assertThat(copied.leak()).hasValue(0);
                CheckpointGuard.Finding free =
                        guard.look(new CheckpointGuard.Views(base, GOLDEN.pictures.subList(6, 7)), Optional.empty());
                assertThat(free.memorised()).isFalse();
                assertThat(free.ordinary()).isGreaterThanOrEqualTo(nearest.ordinary());
                assertThat(free.leak()).isEmpty();
            }
        });
    }

    @Test
    void leakIsTheShareOfTheWantedChange() {
        RgbImage dark = plain(10);
        PictureChange wanted = PictureChange.between(List.of(dark, dark), List.of(plain(50), plain(30)));
        PictureChange unwanted = PictureChange.between(List.of(dark), List.of(plain(16)));
        assertThat(wanted.pixels()).isEqualTo(30);
        assertThat(new Leak(wanted, unwanted).share()).hasValue(0.2);
        assertThat(new Leak(PictureChange.between(List.of(dark), List.of(dark)), unwanted).share())
                .isEmpty();
        assertThatThrownBy(() -> PictureChange.between(List.of(dark), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RgbImage plain(int value) {
        byte[] rgb = new byte[4 * 4 * 3];
        Arrays.fill(rgb, (byte) value);
        return RgbImage.of(4, 4, rgb);
    }

    @Test
    void changeOfThePredictionIsThatOfDiffusersUNet() {
        List<String> prompts = new ArrayList<>();
        GOLDEN.numbers.get("prompts").forEach(prompt -> prompts.add(prompt.textValue()));
        WornSeal seal = WornSeal.open(GoldenScores.SEAL, 1, BlockWeights.none());
        GoldenScores.withEmoji(model -> {
            try (LatentCache training = GoldenScores.cache(GOLDEN.set("some"), model.vae());
                    Wardrobe wardrobe = new Wardrobe(List.of(seal))) {
                PredictionChange.Network base = new PredictionChange.Network(
                        model.unet(LayerWrapper.NONE),
                        model.promptEncoder(LayerWrapper.NONE, model.clipSkip())::encode);
                PredictionChange.Network sealed = new PredictionChange.Network(model.unet(wardrobe), base.text());
                NoiseSchedule schedule = NoiseSchedule.of(model.schedule());
                PredictionChange change = PredictionChange.between(base, sealed, training, schedule, prompts);
                for (int band = 0; band < change.bands().size(); band++) {
                    same(
                            "change of the prediction in band " + band,
                            change.bands().get(band),
                            GOLDEN.numbers.get("prediction_change").get(band).doubleValue());
                }
                assertThat(PredictionChange.between(base, base, training, schedule, prompts)
                                .mean())
                        .isZero();
            }
        });
    }
}
