package dev.styleseal.run;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.data.FramedPicture;
import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.Progress;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Cancellation;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.train.CachedText;
import dev.styleseal.train.HeldOutLoss;
import dev.styleseal.train.TextConditions;
import dev.styleseal.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a run learns from, in the form the networks take: latents of all pictures and, unless the text encoder learns,
 * text states of all captions. The VAE and the text encoder go as soon as they are not needed any more. Owns its
 * tensors; used on the engine thread.
 */
final class Lessons implements AutoCloseable {
    private static final int EXAMPLES = 2;

    private final StableDiffusion model;
    private final Plan plan;
    private final HeldOutSplit split;
    private final LatentCache latents;
    private final Optional<LatentCache> heldOut;
    private final Optional<CachedText> text;

    Lessons(StableDiffusion model, Plan plan, TrainingOrder order, Progress progress, Cancellation cancellation) {
        this.model = model;
        this.plan = plan;
        split = order.pictures();
        List<FramedPicture> pictures = pictures();
        List<FramedPicture> withheld = decoded(split.withheld());
        int all = pictures.size() + withheld.size();
        latents =
                LatentCache.encode(pictures, model.vae(), (done, total) -> progress.advanced(done, all), cancellation);
        heldOut = withheld.isEmpty()
                ? Optional.empty()
                : Optional.of(LatentCache.encode(
                        withheld,
                        model.vae(),
                        (done, total) -> progress.advanced(pictures.size() + done, all),
                        cancellation));
        model.unload(Component.VAE); // who paints later reads it again
        text = plan.config().trainText() ? Optional.empty() : Optional.of(cachedText(order));
    }

    private static List<String> captions(List<TrainingPicture> pictures) {
        return pictures.stream().map(TrainingPicture::caption).toList();
    }

    private List<FramedPicture> pictures() {
        List<FramedPicture> pictures = decoded(split.learned());
        if (plan.config().noise().flip()) {
            List<FramedPicture> mirrored =
                    pictures.stream().map(FramedPicture::mirrored).toList();
            pictures.addAll(mirrored);
        }
        return pictures;
    }

    private List<FramedPicture> decoded(List<TrainingPicture> pictures) {
        return new ArrayList<>(PictureFolder.decodeAll(pictures, plan.width(), plan.height()));
    }

    private CachedText cachedText(TrainingOrder order) {
        Set<Optional<String>> texts = new LinkedHashSet<>();
        order.watching().previewPrompts().forEach(prompt -> texts.add(Optional.of(prompt)));
        captions(split.learned()).forEach(caption -> texts.add(Optional.of(caption)));
        captions(split.measured()).forEach(caption -> texts.add(Optional.of(caption)));
        FinalLook.NEUTRAL.forEach(prompt -> texts.add(Optional.of(prompt)));
        texts.add(Optional.empty()); // for caption dropout and as the negative prompt of previews
        CachedText cached = new CachedText(texts, encoder(LayerWrapper.NONE)::encode);
        model.unloadText();
        return cached;
    }

    private PromptEncoder encoder(LayerWrapper wrapper) {
        return model.promptEncoder(wrapper, plan.config().clipSkip());
    }

    /** Where text states come from: remembered, or from text encoders that learn and wear {@code wrapper}. */
    TextConditions text(LayerWrapper wrapper) {
        return text.<TextConditions>map(cached -> cached).orElseGet(() -> encoder(wrapper)::encode);
    }

    Trainer.Lessons with(TextConditions conditions) {
        return new Trainer.Lessons(latents, split.learned(), conditions);
    }

    /** The measure of how well a network denoises the pictures that are held out; without such, some that are learned. */
    HeldOutLoss exam(TextConditions conditions, ScheduleConfig schedule) {
        return new HeldOutLoss(
                heldOut.orElse(latents),
                captions(split.measured()),
                conditions,
                NoiseSchedule.of(schedule),
                Prediction.of(schedule));
    }

    /** Whether {@link #exam} looks at pictures that are not learned. */
    boolean isHeldOut() {
        return heldOut.isPresent();
    }

    /** What a run's evaluations take, to be tried. */
    Chore evaluation() {
        return Chore.evaluation(heldOut.orElse(latents), captions(split.measured()));
    }

    /** A few captions of what is learned, from all over it. */
    List<String> examples() {
        List<String> all = captions(split.learned()).stream().distinct().toList();
        int count = Math.min(EXAMPLES, all.size());
        return IntStream.range(0, count)
                .mapToObj(i -> all.get(i * all.size() / count))
                .toList();
    }

    /** Number of pictures that are learned; of their mirror images there are as many behind them. */
    int learned() {
        return split.learned().size();
    }

    /** The latents of all that is learned. */
    LatentCache latents() {
        return latents;
    }

    /** The same with only the corners of the pictures, whose cache is the caller's to close. */
    Trainer.Lessons with(TextConditions conditions, LatentCache corners) {
        return new Trainer.Lessons(corners, split.learned(), conditions);
    }

    /** The corners of all pictures, in latents. */
    LatentCache corners(long height, long width) {
        return latents.corners(latents.size(), height, width);
    }

    /** A caption whose text states are there. */
    String caption() {
        return split.learned().get(0).caption();
    }

    @Override
    public void close() {
        latents.close();
        heldOut.ifPresent(LatentCache::close);
        text.ifPresent(CachedText::close);
    }
}
