package dev.styleseal.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Against diffusers' DDPMScheduler; expectations by golden/make_schedules.py. */
class NoiseScheduleTest {
    private final Golden golden = Golden.read("schedules");

    @Test
    void signalTablesEqualThoseOfDiffusersToTheLastBit() {
        eachSchedule((key, schedule) -> {
            boolean hasRoots = schedule.signal(schedule.timesteps() - 1) == 0; // MKL's square root is off by a bit
            float[] signal = new float[schedule.timesteps()];
            for (int t = 0; t < signal.length; t++) {
                signal[t] = schedule.signal(t);
            }
            Golden.compare(key + "signal", golden.floats(key + "signal"), signal, hasRoots ? 1e-6 : 0);
        });
    }

    @Test
    void noisedLatentsVelocityAndSnrEqualThoseOfDiffusers() {
        eachSchedule((key, schedule) -> {
            Tensor x0 = golden.tensor(key + "x0");
            Tensor noise = golden.tensor(key + "noise");
            Tensor t = golden.tensor(key + "t");
            compare(key + "noised", schedule.addNoise(x0, noise, t), 1e-6);
            compare(key + "velocity", schedule.velocity(x0, noise, t), 1e-6);
            compare(key + "snr", schedule.snr(t), 1e-6);
        });
    }

    @Test
    void lossesEqualThoseOfTheTrainingScriptsPlainAndWithMinSnr() {
        eachSchedule((key, schedule) -> {
            Tensor x0 = golden.tensor(key + "x0");
            Tensor noise = golden.tensor(key + "noise");
            Tensor output = golden.tensor(key + "output");
            Tensor t = golden.tensor(key + "t");
            for (Prediction kind : Prediction.values()) {
                String name = key
                        + (kind == Prediction.V ? "v_prediction" : kind == Prediction.SAMPLE ? "sample" : "epsilon");
                compare(name + ".plain", Objective.plain(schedule, kind).loss(output, x0, noise, t), 1e-6);
                compare(name + ".min_snr", Objective.minSnr(schedule, kind, 5).loss(output, x0, noise, t), 1e-6);
            }
        });
    }

    @Test
    void gradientsFlowThroughTheLossToTheOutput() {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                NoiseSchedule schedule = NoiseSchedule.of(ScheduleConfigTest.config("{}"));
                Tensor output = Tensors.of(new float[] {1, 2, 3, 4}, 1, 4, 1, 1).requires_grad_(true);
                Tensor noise = Tensors.of(new float[] {0, 0, 0, 0}, 1, 4, 1, 1);
                Tensor t = Tensors.of(new long[] {500}, 1);
                Objective.plain(schedule, Prediction.EPSILON)
                        .loss(output, noise, noise, t)
                        .backward();
                assertThat(Tensors.floats(output.grad())).containsExactly(0.5f, 1, 1.5f, 2);
            }
        });
    }

    @Test
    void guidanceAndItsRescalingEqualThoseOfDiffusers() {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                Tensor without = golden.tensor("guidance.unconditional");
                Tensor with = golden.tensor("guidance.conditional");
                compare("guidance.plain", Guidance.of(7.5).apply(without, with), 1e-6);
                compare("guidance.rescaled", new Guidance(7.5, 0.7).apply(without, with), 1e-6);
            }
        });
        assertThat(Guidance.of(1).isNeeded()).isFalse();
        assertThat(Guidance.of(1.5).isNeeded()).isTrue();
    }

    @Test
    void noiseOffsetShiftsChannelsAsKohyaDoes() {
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                Tensor noise = golden.tensor("offset.noise");
                compare("offset.shifted", new NoiseOffset(0.1).addTo(noise, RandomSource.seeded(11)), 1e-6);
                assertThat(new NoiseOffset(0).addTo(noise, RandomSource.seeded(11)))
                        .isSameAs(noise);
            }
        });
    }

    @Test
    void schedulesThatCannotBeAreRefused() {
        refused("{\"num_train_timesteps\": 0}", "num_train_timesteps = 0", "1 to 100000");
        refused("{\"beta_start\": -1}", "beta_start = -1", "between 0 and 1");
        refused("{\"beta_end\": 1.5}", "beta_end = 1.5", "between 0 and 1");
        refused("{\"beta_schedule\": \"sigmoid\"}", "beta_schedule = \"sigmoid\"", "squaredcos_cap_v2");
        refused("{\"trained_betas\": [0.1, 0.2]}", "trained_betas", "1000 numbers");
    }

    private static void refused(String json, String... parts) {
        assertThatThrownBy(() -> Engine.run(() -> NoiseSchedule.of(ScheduleConfigTest.config(json))))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(parts)
                .hasMessageContaining("scheduler_config.json");
    }

    private void eachSchedule(BiConsumer<String, NoiseSchedule> test) {
        JsonNode configs = Golden.json("schedules").get("schedules");
        for (int i = 0; i < configs.size(); i++) {
            String key = "schedule" + i + ".";
            ScheduleConfig config = ScheduleConfig.of(configs.get(i), key);
            Engine.run(() -> {
                try (Scope scope = new Scope()) {
                    test.accept(key, NoiseSchedule.of(config));
                }
            });
        }
    }

    private void compare(String name, Tensor actual, double bar) {
        Golden.compare(name, golden.floats(name), Tensors.floats(actual), bar);
    }
}
