package dev.styleseal.run;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.data.FramedPicture;
import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.data.Progress;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.Cancellation;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.train.CachedText;
import dev.styleseal.train.TextConditions;
import dev.styleseal.train.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run learns from, in the form the networks take: latents of all pictures and, unless the text encoder learns,
 * text states of all captions. The VAE and the text encoder go as soon as they are not needed any more. Owns its
 * tensors; used on the engine thread.
 */
final class Lessons implements AutoCloseable {
    private final StableDiffusion model;
    private final Plan plan;
    private final List<String> captions;
    private final LatentCache latents;
    private final Optional<CachedText> text;

    Lessons(StableDiffusion model, Plan plan, TrainingOrder order, Progress progress, Cancellation cancellation) {
        this.model = model;
        this.plan = plan;
        captions = order.pictures().stream().map(TrainingPicture::caption).toList();
        latents = LatentCache.encode(pictures(order), model.vae(), progress, cancellation);
        if (order.previewEvery() == 0) {
            model.unload(Component.VAE);
        }
        text = plan.config().trainText() ? Optional.empty() : Optional.of(cachedText(order));
    }

    private List<FramedPicture> pictures(TrainingOrder order) {
        List<FramedPicture> pictures =
                new ArrayList<>(PictureFolder.decodeAll(order.pictures(), plan.width(), plan.height()));
        if (plan.config().noise().flip()) {
            List<FramedPicture> mirrored =
                    pictures.stream().map(FramedPicture::mirrored).toList();
            pictures.addAll(mirrored);
        }
        return pictures;
    }

    private CachedText cachedText(TrainingOrder order) {
        Set<Optional<String>> texts = new LinkedHashSet<>();
        order.previewPrompts().forEach(prompt -> texts.add(Optional.of(prompt)));
        captions.forEach(caption -> texts.add(Optional.of(caption)));
        texts.add(Optional.empty()); // for caption dropout and as the negative prompt of previews
        CachedText cached = new CachedText(texts, encoder(LayerWrapper.NONE)::encode);
        model.unloadText();
        return cached;
    }

    private PromptEncoder encoder(LayerWrapper wrapper) {
        return model.promptEncoder(wrapper, plan.config().clipSkip());
    }

    /** Where text states come from: remembered, or from a text encoder that learns through {@code adapter}. */
    TextConditions text(LoraAdapter adapter) {
        return text.<TextConditions>map(cached -> cached).orElseGet(() -> encoder(adapter)::encode);
    }

    Trainer.Lessons with(TextConditions conditions) {
        return new Trainer.Lessons(latents, captions, conditions);
    }

    /** The same with only the corners of the pictures, whose cache is the caller's to close. */
    Trainer.Lessons with(TextConditions conditions, LatentCache corners) {
        return new Trainer.Lessons(corners, captions, conditions);
    }

    /** The corners of all pictures, in latents. */
    LatentCache corners(long height, long width) {
        return latents.corners(latents.size(), height, width);
    }

    /** A caption whose text states are there. */
    String caption() {
        return captions.get(0);
    }

    @Override
    public void close() {
        latents.close();
        text.ifPresent(CachedText::close);
    }
}
