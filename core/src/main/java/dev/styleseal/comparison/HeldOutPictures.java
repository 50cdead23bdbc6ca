package dev.styleseal.comparison;

import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.Progress;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Cancellation;
import dev.styleseal.generate.Wardrobe;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.tensor.Scope;
import dev.styleseal.train.HeldOutLoss;
import dev.styleseal.unet.UNet;
import java.nio.file.Path;
import java.util.List;

/** Captioned pictures that no training saw, encoded once for any number of seals. Owns its tensors; engine thread. */
public final class HeldOutPictures implements AutoCloseable {
    private final StableDiffusion model;
    private final List<TrainingPicture> lessons;
    private final LatentCache cache;

    private HeldOutPictures(StableDiffusion model, List<TrainingPicture> lessons, LatentCache cache) {
        this.model = model;
        this.lessons = lessons;
        this.cache = cache;
    }

    /**
     * Reads a folder and encodes its pictures at the size the model was trained on.
     *
     * @throws dev.styleseal.error.BadInput as {@link PictureFolder#read} and {@link PictureFolder#decodeAll}
     */
    public static HeldOutPictures read(StableDiffusion model, Path folder, Cancellation cancellation) {
        List<TrainingPicture> lessons = Yardsticks.captioned(folder);
        LatentCache cache = LatentCache.encode(
                PictureFolder.decodeAll(lessons, model.nativeSize(), model.nativeSize()),
                model.vae(),
                Progress.SILENT,
                cancellation);
        return new HeldOutPictures(model, lessons, cache);
    }

    /**
     * The denoising loss of each picture, with any number of seals worn.
     *
     * @throws dev.styleseal.error.BadInput if a seal does not fit the base
     */
    public List<Double> losses(List<WornSeal> seals) {
        try (Scope scope = new Scope();
                Wardrobe wardrobe = new Wardrobe(seals)) {
            PromptEncoder text = model.promptEncoder(wardrobe, model.clipSkip());
            ScheduleConfig schedule = model.schedule();
            HeldOutLoss loss = new HeldOutLoss(
                    cache,
                    lessons.stream().map(TrainingPicture::caption).toList(),
                    text::encode,
                    NoiseSchedule.of(schedule),
                    Prediction.of(schedule));
            UNet unet = model.unet(wardrobe);
            wardrobe.requirePlaced();
            return loss.of(unet);
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
