package dev.styleseal.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.Case;
import dev.styleseal.OneThread;
import dev.styleseal.data.FramedPicture;
import dev.styleseal.data.LatentCache;
import dev.styleseal.data.Progress;
import dev.styleseal.error.Cancellation;
import dev.styleseal.image.RgbImage;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.Framing;
import dev.styleseal.vae.Vae;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;

/** Pictures and what golden/make_score.py measured of them. */
final class GoldenScores {
    static final Path SEAL = Path.of("src/test/resources/golden/score-seal.safetensors");

    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final Path EMOJI = Path.of("../models/emoji");

    final JsonNode numbers;
    final List<RgbImage> pictures = new ArrayList<>();

    private GoldenScores(JsonNode numbers) {
        this.numbers = numbers;
    }

    static GoldenScores read() {
        try (Case theirs = Case.at(FOLDER.resolve("score.safetensors"))) {
            GoldenScores scores = new GoldenScores(
                    new ObjectMapper().readTree(FOLDER.resolve("score.json").toFile()));
            float[] values = theirs.floats("pictures");
            int side = Math.toIntExact(theirs.shape("pictures")[1]);
            int size = side * side * 3;
            for (int from = 0; from < values.length; from += size) {
                byte[] rgb = new byte[size];
                for (int i = 0; i < size; i++) {
                    rgb[i] = (byte) Math.round(values[from + i]);
                }
                scores.pictures.add(RgbImage.of(side, side, rgb));
            }
            return scores;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those whose numbers stand under a key. */
    List<RgbImage> set(String key) {
        List<RgbImage> set = new ArrayList<>();
        numbers.get(key).forEach(index -> set.add(pictures.get(index.intValue())));
        return set;
    }

    interface Work {
        void with(StableDiffusion model);
    }

    static void withEmoji(Work work) {
        Engine.run(() -> {
            try (OneThread oneThread = new OneThread();
                    Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(EMOJI, Placement.REFERENCE)) {
                work.with(model);
            }
        });
    }

    static LatentCache cache(List<RgbImage> pictures, Vae vae) {
        return LatentCache.encode(
                pictures.stream()
                        .map(picture -> new FramedPicture(picture, Framing.whole(picture.width(), picture.height())))
                        .toList(),
                vae,
                Progress.SILENT,
                new Cancellation());
    }
}
