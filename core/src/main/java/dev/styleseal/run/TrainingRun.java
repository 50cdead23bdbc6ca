package dev.styleseal.run;

import dev.styleseal.data.LatentCache;
import dev.styleseal.data.PictureFolder;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.file.SourceDate;
import dev.styleseal.generate.Painter;
import dev.styleseal.image.RgbImage;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.model.Component;
import dev.styleseal.model.PromptEncoder;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LinearWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import dev.styleseal.train.CachedText;
import dev.styleseal.train.StepReport;
import dev.styleseal.train.TextConditions;
import dev.styleseal.train.TrainConfig;
import dev.styleseal.train.Trainer;
import dev.styleseal.unet.UNet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * From pictures to a seal. The base is only read: its VAE goes when the latents are there, and its text encoder when the
 * text states are, unless it learns. One object makes one run, on the engine thread.
 */
public final class TrainingRun {
    private final StableDiffusion model;
    private final Plan plan;
    private final TrainingOrder order;
    private final TrainingListener listener;
    private final Cancellation cancellation;
    private final TrainConfig config;
    private final Stopwatch stopwatch = new Stopwatch();

    public TrainingRun(
            StableDiffusion model,
            Plan plan,
            TrainingOrder order,
            TrainingListener listener,
            Cancellation cancellation) {
        this.model = model;
        this.plan = plan;
        this.order = order;
        this.listener = listener;
        this.cancellation = cancellation;
        config = plan.config();
    }

    /**
     * Runs to the end, or until the cancellation is requested after the first step.
     *
     * @return what was learned
     * @throws Interrupted if the cancellation was requested before anything was learned
     * @throws dev.styleseal.error.BadInput if a picture cannot be read, or a loss is not finite
     */
    public Seal run() {
        listener.on(new TrainingEvent.Planned(plan));
        new Warnings(model.tokenizer(), order, plan).tell(listener);
        Facts facts = new Facts(model, plan, order, SourceDate.of(System.getenv(), Clock.systemUTC()));
        try (Scope scope = new Scope();
                LatentCache cache = encoded();
                LoraAdapter adapter = LoraAdapter.fresh(config.lora(), config.seed())) {
            TextConditions text = text(adapter);
            try {
                return train(cache, adapter, text, facts);
            } finally {
                if (text instanceof CachedText cached) {
                    cached.close();
                }
            }
        }
    }

    private LatentCache encoded() {
        List<RgbImage> pictures =
                new ArrayList<>(PictureFolder.decodeAll(order.pictures(), plan.width(), plan.height()));
        if (config.noise().flip()) {
            List<RgbImage> mirrored = pictures.stream().map(RgbImage::mirrored).toList();
            pictures.addAll(mirrored);
        }
        LatentCache cache = LatentCache.encode(
                pictures,
                model.vae(),
                (done, total) -> listener.on(new TrainingEvent.Encoding(done, total)),
                cancellation);
        if (order.previewEvery() == 0) {
            model.unload(Component.VAE);
        }
        return cache;
    }

    private TextConditions text(LoraAdapter adapter) {
        if (config.trainText()) {
            return new PromptEncoder(model.tokenizer(), model.textModel(adapter), config.clipSkip())::encode;
        }
        Set<String> texts = new LinkedHashSet<>(order.previewPrompts());
        order.pictures().forEach(picture -> texts.add(picture.caption()));
        texts.add(""); // for caption dropout and as the negative prompt of previews
        CachedText cached = new CachedText(
                texts,
                new PromptEncoder(model.tokenizer(), model.textModel(LinearWrapper.NONE), config.clipSkip())::encode);
        model.unload(Component.TEXT_ENCODER);
        return cached;
    }

    private Seal train(LatentCache cache, LoraAdapter adapter, TextConditions text, Facts facts) {
        UNet unet = model.unet(adapter);
        adapter.requirePlaced("The adapter");
        ScheduleConfig schedule = ScheduleConfig.read(model.schedulerConfig().file());
        listener.on(new TrainingEvent.Started(
                adapter.parameterCount(), model.parameterCount(Component.UNET), Engine.description()));
        Trainer.Lessons lessons = new Trainer.Lessons(
                cache,
                order.pictures().stream().map(picture -> picture.caption()).toList(),
                text);
        IntConsumer preview = preview(unet, text, schedule);
        preview.accept(0);
        try (Trainer trainer =
                new Trainer(config, unet, adapter, NoiseSchedule.of(schedule), Prediction.of(schedule), lessons)) {
            stopwatch.start();
            int done = trainer.run(
                    report -> {
                        tell(report);
                        stopwatch.pause();
                        if (isDue(report.step(), order.checkpointEvery())) {
                            listener.on(
                                    new TrainingEvent.Checkpointed(report.step(), seal(adapter, facts, report.step())));
                        }
                        if (isDue(report.step(), order.previewEvery())) {
                            preview.accept(report.step());
                        }
                        stopwatch.start();
                    },
                    cancellation);
            return finished(adapter, facts, done);
        }
    }

    private IntConsumer preview(UNet unet, TextConditions text, ScheduleConfig schedule) {
        if (order.previewEvery() == 0) {
            return step -> {};
        }
        Previews previews = new Previews(new Painter(unet, model.vae(), schedule), text, order.previewPrompts(), plan);
        return step -> previews.paint(step, listener);
    }

    private static boolean isDue(int step, int every) {
        return every > 0 && step % every == 0;
    }

    private void tell(StepReport report) {
        Duration elapsed = stopwatch.elapsed();
        Duration left = elapsed.multipliedBy(config.steps() - report.step()).dividedBy(report.step());
        listener.on(new TrainingEvent.Stepped(report, config.steps(), elapsed, left));
    }

    private Seal finished(LoraAdapter adapter, Facts facts, int done) {
        if (done == 0) {
            throw new Interrupted(
                    "Stopped before the first step was done. Nothing was learned, so no seal was written.");
        }
        Seal seal = seal(adapter, facts, done);
        listener.on(new TrainingEvent.Finished(seal, done, done < config.steps(), stopwatch.elapsed()));
        return seal;
    }

    private Seal seal(LoraAdapter adapter, Facts facts, int step) {
        return Seal.of(adapter.modules().values(), SealMetadata.of(facts.after(step), order.privacy()));
    }
}
