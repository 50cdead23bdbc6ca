package dev.styleseal.comparison;

import dev.styleseal.data.FramedPicture;
import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.Progress;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.Cancellation;
import dev.styleseal.image.PaletteDistance;
import dev.styleseal.image.RgbImage;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.score.CheckpointGuard;
import dev.styleseal.score.GramMatrices;
import dev.styleseal.score.Likeness;
import dev.styleseal.score.NearestPicture;
import dev.styleseal.score.Sharpness;
import dev.styleseal.vae.Vae;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** The pictures that seals were trained on, as a yardstick. Owns its tensors; used on the engine thread. */
final class TrainingSet implements AutoCloseable {
    private final List<Path> files;
    private final List<RgbImage> pictures;
    private final Vae vae;
    private final GramMatrices style;
    private final NearestPicture nearest;
    private double ordinary;

    private TrainingSet(
            List<Path> files, List<RgbImage> pictures, Vae vae, GramMatrices style, NearestPicture nearest) {
        this.files = files;
        this.pictures = pictures;
        this.vae = vae;
        this.style = style;
        this.nearest = nearest;
        ordinary = nearest.ordinary();
    }

    /** Reads a folder at a size in pixels; errors as in {@link PictureFolder}, but captions may be missing. */
    static TrainingSet read(StableDiffusion model, Path folder, int width, int height, Cancellation cancellation) {
        List<TrainingPicture> found = Yardsticks.any(folder);
        List<FramedPicture> framed = PictureFolder.decodeAll(found, width, height);
        List<RgbImage> pictures = framed.stream().map(FramedPicture::picture).toList();
        Vae vae = model.vae();
        GramMatrices style = GramMatrices.of(pictures, vae, cancellation);
        try (LatentCache cache = LatentCache.encode(framed, vae, Progress.SILENT, cancellation)) {
            List<Path> files = found.stream().map(TrainingPicture::file).toList();
            return new TrainingSet(files, pictures, vae, style, NearestPicture.of(cache, vae));
        }
    }

    /** What the base alone paints is ordinary too, whatever it is like. */
    void allow(List<RgbImage> painted) {
        ordinary = Math.max(ordinary, nearest.nearest(painted).value());
    }

    double gram(List<RgbImage> painted, Cancellation cancellation) {
        return style.distance(GramMatrices.of(painted, vae, cancellation));
    }

    OptionalDouble palette(List<RgbImage> painted) {
        return PaletteDistance.between(painted, pictures);
    }

    Scores.Nearest nearest(List<RgbImage> painted) {
        int at = 0;
        Likeness best = nearest.nearest(painted.get(0));
        for (int i = 1; i < painted.size(); i++) {
            Likeness each = nearest.nearest(painted.get(i));
            if (each.value() > best.value()) {
                best = each;
                at = i;
            }
        }
        return new Scores.Nearest(at, best, CheckpointGuard.isMemorised(best.value(), ordinary));
    }

    GridResult.Reference reference() {
        return new GridResult.Reference(files, pictures, Sharpness.of(pictures), ordinary);
    }

    @Override
    public void close() {
        nearest.close();
    }
}
