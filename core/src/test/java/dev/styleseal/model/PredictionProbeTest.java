package dev.styleseal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Reference;
import dev.styleseal.diffusion.NoiseSchedule;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What a UNet predicts is told from one answer of it, or left open. */
class PredictionProbeTest {
    private static final Path TRAINED = Path.of("../models/emoji").toAbsolutePath();

    @Test
    void aTrainedNetworkThatPredictsNoiseIsFound() {
        PredictionProbe probe = ask(TRAINED, PredictionProbe::ask);
        System.out.println("predicts noise: " + probe);
        assertThat(probe.finding().orElseThrow().value()).isEqualTo(Prediction.EPSILON);
        assertThat(probe.finding().orElseThrow().reason().text()).contains(String.format("%.2f", probe.picture()));
        assertThat(ask(TRAINED, PredictionProbe::ask))
                .as("the same answer always")
                .isEqualTo(probe);
    }

    /** Velocity follows from the noise that a network finds: v = (eps - sigma x) / alpha. */
    private static PredictionProbe.Network velocity(StableDiffusion model, NoiseSchedule schedule) {
        PredictionProbe.Network finds = PredictionProbe.network(model);
        return (x, t) -> {
            Tensor eps = finds.predict(x, t);
            Tensor nothing = x.sub(x);
            Tensor sigmaX = schedule.addNoise(nothing, x, t);
            Tensor alpha = schedule.addNoise(nothing.add(new Scalar(1.0)), nothing, t);
            return eps.sub(sigmaX).div(alpha);
        };
    }

    @Test
    void theSameNetworkPredictingVelocityIsFound() {
        PredictionProbe probe = ask(
                TRAINED,
                (model, schedule) ->
                        PredictionProbe.ask(velocity(model, schedule), PredictionProbe.latents(model), schedule));
        System.out.println("predicts velocity: " + probe);
        assertThat(probe.finding().orElseThrow().value()).isEqualTo(Prediction.V);
        assertThat(probe.ending().orElseThrow().value())
                .as("this base's schedule leaves something of the picture")
                .isFalse();
    }

    @Test
    void aNetworkThatDoesNotLookForADrownedPictureWasTrainedToTheEnd() {
        PredictionProbe probe = ask(TRAINED, (model, schedule) -> {
            PredictionProbe.Network blind = (x, t) -> {
                Tensor output = velocity(model, schedule).predict(x, t);
                output.select(0, 3).copy_(output.select(0, 2));
                return output;
            };
            return PredictionProbe.ask(blind, PredictionProbe.latents(model), schedule);
        });
        assertThat(probe.finding().orElseThrow().value()).isEqualTo(Prediction.V);
        assertThat(probe.ending().orElseThrow().value()).isTrue();
        assertThat(probe.ending().orElseThrow().reason().text()).contains("sees 0.00");
    }

    @Test
    void aNetworkOfRandomNumbersTellsNothing() {
        PredictionProbe probe = ask(Reference.folder("sd2/model"), PredictionProbe::ask);
        System.out.println("random numbers: " + probe);
        assertThat(probe.finding()).isEmpty();
        assertThat(probe.doubt().text()).contains("a trial does not tell");
    }

    private static PredictionProbe ask(
            Path folder, BiFunction<StableDiffusion, NoiseSchedule, PredictionProbe> question) {
        return Engine.call(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model = StableDiffusion.open(folder, Placement.REFERENCE)) {
                return question.apply(model, NoiseSchedule.of(model.schedule()));
            }
        });
    }
}
