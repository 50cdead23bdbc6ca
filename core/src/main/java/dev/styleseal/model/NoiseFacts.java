package dev.styleseal.model;

import dev.styleseal.checkpoint.Stated;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a UNet was taught to do with noise, and how that is known.
 *
 * @param prediction what it predicts
 * @param zeroTerminalSnr whether its schedule ends in nothing but noise (Lin et al. 2023)
 */
public record NoiseFacts(Stated<Prediction> prediction, Stated<Boolean> zeroTerminalSnr) {
    /**
     * Takes what was asked for, else what the files say, else what a trial finds.
     *
     * @throws BadInput if a network that predicts noise is to begin with nothing but noise
     */
    static NoiseFacts of(StableDiffusion model, BaseParts parts, BaseOptions options) {
        Trial trial = new Trial(model, parts);
        Stated<Prediction> prediction = options.prediction()
                .map(asked -> new Stated<>(asked, asked()))
                .or(parts::prediction)
                .orElseGet(trial::prediction);
        Stated<Boolean> zero = options.zeroTerminalSnr()
                .map(asked -> new Stated<>(asked, asked()))
                .or(parts::zeroTerminalSnr)
                .orElseGet(() -> trial.zeroTerminalSnr(prediction.value()));
        if (options.zeroTerminalSnr().orElse(false) && prediction.value() == Prediction.EPSILON) {
            throw new BadInput(
                    "--zero-terminal-snr on does not go with {0}: it predicts noise ({1}), and nothing can be told from noise alone. Expected a model that predicts the velocity. Leave it out, or correct --prediction.",
                    parts.path(), prediction.reason());
        }
        return new NoiseFacts(prediction, zero);
    }

    private static Message asked() {
        return Message.of("as asked");
    }

    /** Asks the network once, and only if something has to be found out. */
    private static final class Trial {
        private final StableDiffusion model;
        private final BaseParts parts;
        private @Nullable PredictionProbe answer; // null until it is asked

        Trial(StableDiffusion model, BaseParts parts) {
            this.model = model;
            this.parts = parts;
        }

        private PredictionProbe answer() {
            if (answer == null) {
                answer = PredictionProbe.ask(model, NoiseSchedule.of(parts.schedule()));
            }
            return answer;
        }

        Stated<Prediction> prediction() {
            Prediction published =
                    Prediction.named(parts.architecture().usualPrediction().key());
            return answer().finding().orElseGet(() -> new Stated<>(published, answer().doubt()));
        }

        /** Only a network that predicts the velocity can have been trained so. */
        Stated<Boolean> zeroTerminalSnr(Prediction prediction) {
            return (prediction == Prediction.V ? answer().ending() : Optional.<Stated<Boolean>>empty())
                    .orElseGet(() -> new Stated<>(false, Message.of("as most models; the file does not say")));
        }
    }

    /** The model's schedule with these facts, untouched where it says the same. */
    ScheduleConfig applied(ScheduleConfig schedule) {
        ScheduleConfig changed =
                Prediction.of(schedule) == prediction.value() ? schedule : schedule.predicting(prediction.value());
        return changed.endsInNoise() == zeroTerminalSnr.value()
                ? changed
                : changed.endingInNoise(zeroTerminalSnr.value());
    }
}
