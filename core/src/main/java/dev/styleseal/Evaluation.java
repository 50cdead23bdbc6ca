package dev.styleseal;

import dev.styleseal.data.CaptionRule;
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
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import dev.styleseal.train.HeldOutLoss;
import java.nio.file.Path;
import java.util.List;

/** Measures a seal on pictures it was not trained on. */
public final class Evaluation {
    private Evaluation() {}

    /**
     * Denoising losses of the base alone and with seals, at fixed timesteps and with fixed noise.
     *
     * @param pictures a folder of pictures with captions
     * @throws dev.styleseal.error.BadInput if the folder cannot be used or a seal does not fit the base
     */
    public static HeldOutComparison heldOut(BaseModel model, List<WornSeal> seals, Path pictures) {
        List<TrainingPicture> lessons = PictureFolder.read(pictures, CaptionRule.filesOnly());
        return Engine.call(() -> {
            StableDiffusion loaded = model.loaded();
            try (Scope scope = new Scope();
                    Wardrobe wardrobe = new Wardrobe(seals);
                    LatentCache cache = LatentCache.encode(
                            PictureFolder.decodeAll(lessons, loaded.nativeSize(), loaded.nativeSize()),
                            loaded.vae(),
                            Progress.SILENT,
                            new Cancellation())) {
                List<Double> base = losses(loaded, LayerWrapper.NONE, cache, lessons);
                List<Double> sealed = losses(loaded, wardrobe, cache, lessons);
                wardrobe.requirePlaced();
                return new HeldOutComparison(base, sealed);
            }
        });
    }

    private static List<Double> losses(
            StableDiffusion model, LayerWrapper wrapper, LatentCache cache, List<TrainingPicture> lessons) {
        PromptEncoder text = model.promptEncoder(wrapper, model.clipSkip());
        ScheduleConfig schedule = model.schedule();
        return new HeldOutLoss(
                        cache,
                        lessons.stream().map(TrainingPicture::caption).toList(),
                        text::encode,
                        NoiseSchedule.of(schedule),
                        Prediction.of(schedule))
                .of(model.unet(wrapper));
    }
}
