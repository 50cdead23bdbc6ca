package dev.styleseal.train;

import dev.styleseal.data.LatentCache;
import dev.styleseal.data.TrainingPicture;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Objective;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Replay;
import dev.styleseal.unet.UNet;
import dev.styleseal.weights.HostTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The training loop: the base stays frozen, the adapter's tensors follow their gradients. Owns the optimizer's memory,
 * nothing else; used on the engine thread.
 */
public final class Trainer implements AutoCloseable {
    private static final long DROPOUT = 2; // purpose of random numbers, apart from those of BatchSource

    private final TrainConfig config;
    private final LoraAdapter adapter;
    private final BatchSource batches;
    private final TrainStep step;
    private final ParameterUpdate update;
    private int done;

    /**
     * Prepares a run.
     *
     * @param unet built with {@code adapter}
     * @param adapter what is trained; stays the caller's
     * @param lessons what is learned from
     */
    public Trainer(
            TrainConfig config,
            UNet unet,
            LoraAdapter adapter,
            NoiseSchedule schedule,
            Prediction prediction,
            Lessons lessons) {
        this.config = config;
        this.adapter = adapter;
        batches = new BatchSource(lessons.cache(), lessons.pictures(), lessons.text(), config, schedule.timesteps());
        Objective objective = config.noise().minSnrGamma().isPresent()
                ? Objective.minSnr(
                        schedule, prediction, config.noise().minSnrGamma().getAsDouble())
                : Objective.plain(schedule, prediction);
        Diagnosis diagnosis = new Diagnosis(unet, adapter.parameters(), config.optimizer());
        Optional<Replay> replay = config.gradientCheckpointing() ? Optional.of(adapter::mark) : Optional.empty();
        step = new TrainStep(unet, schedule, objective, diagnosis, replay);
        update = new ParameterUpdate(adapter.parameters(), config.optimizer());
    }

    /**
     * What a run learns from.
     *
     * @param cache latents of all pictures; if pictures are flipped, followed by those of their mirror images
     * @param pictures in the order of their latents
     * @param text where text states come from
     */
    public record Lessons(LatentCache cache, List<TrainingPicture> pictures, TextConditions text) {
        public Lessons {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * Runs the steps that are left, or until the listener or the cancellation ends them; the adapter then holds what was learned so
     * far.
     *
     * @return the number of optimizer steps done in all
     * @throws NotFinite if a loss or gradient is; the adapter is then as it was before that step
     */
    public int run(TrainListener listener, Cancellation cancellation) {
        boolean goOn = true;
        while (goOn && done < config.steps() && !cancellation.isRequested()) {
            goOn = listener.stepped(next());
        }
        return done;
    }

    /** One optimizer step; every tensor made on the way is freed on return. */
    StepReport next() {
        try (Scope scope = new Scope()) {
            double loss = 0;
            for (int pass = 0; pass < config.accumulation(); pass++) {
                int at = pass;
                adapter.dropFrom(RandomSource.at(config.seed(), DROPOUT, done, pass));
                loss += step.accumulate(done + 1, () -> batches.batch(done, at), config.accumulation());
                adapter.dropFrom(null);
            }
            double factor = config.rate().factor(done);
            double norm = update.apply(done + 1, factor, batches.pictures(done));
            done++;
            return new StepReport(
                    done,
                    loss / config.accumulation(),
                    config.optimizer().learningRate() * factor,
                    norm,
                    config.picturesPerStep());
        } catch (NotFinite e) {
            adapter.dropFrom(null);
            update.forget();
            throw e;
        }
    }

    /** The failure of a training whose loss, measured after the last step, is not finite. */
    public NotFinite lossNotFinite() {
        return NotFinite.measured(done, config.optimizer());
    }

    /** Optimizer steps done. */
    public int done() {
        return done;
    }

    /** A copy of all that the next step depends on beside {@link #done}: the adapter and the optimizer's memory. */
    public Map<String, HostTensor> state() {
        Map<String, HostTensor> copy = new LinkedHashMap<>();
        update.state().forEach((name, tensor) -> copy.put(name, HostTensor.of(Tensors.floats(tensor), tensor.shape())));
        return copy;
    }

    /**
     * Goes back or on to where a trainer of the same settings was.
     *
     * @param steps what {@link #done} was there
     * @param state what {@link #state} was there
     * @throws CorruptFile if names or shapes are not those of this trainer
     */
    public void restore(int steps, Map<String, HostTensor> state) {
        Map<String, Tensor> own = update.state();
        if (!own.keySet().equals(state.keySet())) {
            throw new CorruptFile(
                    "The snapshot holds {0} tensors and the training has {1}, or they have other names. Expected a snapshot of this very run. Begin the run anew.",
                    state.size(), own.size());
        }
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            own.forEach((name, tensor) -> {
                HostTensor saved = Objects.requireNonNull(state.get(name));
                if (!Arrays.equals(tensor.shape(), saved.sizes())) {
                    throw new CorruptFile(
                            "The snapshot's tensor {0} is of another shape. Expected a snapshot of this very run. Begin the run anew.",
                            name);
                }
                tensor.copy_(Tensors.of(saved.values(), saved.sizes()));
            });
        }
        done = steps;
    }

    @Override
    public void close() {
        update.close();
    }
}
