package dev.styleseal.benchmark;

import dev.styleseal.data.LatentCache;
import dev.styleseal.data.Progress;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.train.CachedText;
import dev.styleseal.train.LearningRate;
import dev.styleseal.train.NoiseConfig;
import dev.styleseal.train.OptimizerConfig;
import dev.styleseal.train.TrainConfig;
import dev.styleseal.train.Trainer;
import dev.styleseal.unet.UNet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;

/**
 * Training steps by the {@link Trainer} of every training, on one picture that was never painted. Used on the engine
 * thread.
 */
final class TrainingWork {
    private static final long SEED = 0;
    private static final long LATENTS = 0; // purposes of random numbers
    private static final long TEXT = 1;
    private static final TrainingPicture PICTURE = new TrainingPicture(Path.of("random"), "random", "random");

    private final Specimen specimen;
    private final BenchmarkOrder order;
    private final Materials materials;

    TrainingWork(Specimen specimen, BenchmarkOrder order) {
        this.specimen = specimen;
        this.order = order;
        materials = new Materials(specimen, order);
    }

    /** @throws dev.styleseal.error.Interrupted if the cancellation was requested */
    Timing run(Rounds rounds, Progress progress, Cancellation cancellation) {
        try (LatentCache cache = cache();
                CachedText text = text();
                LoraAdapter adapter = LoraAdapter.fresh(order.lora(), SEED)) {
            UNet unet = specimen.unet(adapter);
            adapter.requirePlaced(Message.of("The adapter"));
            ScheduleConfig schedule = specimen.schedule();
            Trainer.Lessons lessons = new Trainer.Lessons(cache, List.of(PICTURE), text);
            try (Trainer trainer = new Trainer(
                    config(), unet, adapter, NoiseSchedule.of(schedule), Prediction.of(schedule), lessons)) {
                Clock clock = new Clock(rounds, progress);
                trainer.run(report -> clock.round(), cancellation);
                cancellation.check();
                return clock.timing();
            }
        }
    }

    private LatentCache cache() {
        try (Scope scope = new Scope()) {
            Tensor mean = materials.latents(RandomSource.at(SEED, LATENTS));
            return LatentCache.of(mean, mean.abs(), materials.framing());
        }
    }

    private CachedText text() {
        return new CachedText(
                List.of(Optional.empty(), Optional.of(PICTURE.caption())),
                captions -> materials.text(
                        RandomSource.at(SEED, TEXT, captions.get(0).isPresent() ? 1 : 0)));
    }

    /** The recipe's, but for what has no end here: the clock ends it. */
    private TrainConfig config() {
        return new TrainConfig(
                order.lora(),
                false,
                OptimizerConfig.of(1e-4, 5e-5),
                new LearningRate(LearningRate.Curve.CONSTANT, 0, Integer.MAX_VALUE),
                order.batch(),
                1,
                new NoiseConfig(OptionalDouble.of(5), 0, 0.1, false),
                1,
                SEED,
                order.gradientCheckpointing());
    }
}
