package dev.styleseal.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SamplingLoopTest {
    private static final Denoiser NETWORK = (x, t) -> x.mul(new Scalar(0.5));

    @Test
    void callsTheNetworkAtEveryTimestepAndTellsAfterEachCall() {
        Engine.run(() -> {
            List<Double> timesteps = new ArrayList<>();
            List<Integer> calls = new ArrayList<>();
            Denoiser network = (x, t) -> {
                timesteps.add(t);
                return NETWORK.denoise(x, t);
            };
            AfterStep listener = (call, x) -> {
                calls.add(call);
                return x;
            };
            run(SamplerKind.DDIM, 5, 2, network, listener, new Cancellation());
            assertThat(timesteps).containsExactly(400.0, 200.0, 0.0);
            assertThat(calls).containsExactly(2, 3, 4);
        });
    }

    @Test
    void goesOnWithWhatTheListenerReturns() {
        Engine.run(() -> {
            AfterStep blacken = (call, x) -> x.mul(new Scalar(0.0));
            assertThat(run(SamplerKind.EULER, 5, 0, NETWORK, blacken, new Cancellation()))
                    .containsOnly(0);
        });
    }

    @Test
    void stopsBetweenTwoCallsWhenAsked() {
        Engine.run(() -> {
            Cancellation cancellation = new Cancellation();
            List<Integer> calls = new ArrayList<>();
            AfterStep stop = (call, x) -> {
                calls.add(call);
                cancellation.request();
                return x;
            };
            assertThatThrownBy(() -> run(SamplerKind.DDIM, 5, 0, NETWORK, stop, cancellation))
                    .isInstanceOf(Interrupted.class);
            assertThat(calls).containsExactly(0);
        });
    }

    @Test
    void everySamplerFreesAllItMade() {
        Engine.run(() -> {
            for (SamplerKind kind : SamplerKind.values()) {
                run(kind, 6, 0, NETWORK, AfterStep.NOTHING, new Cancellation());
                long before = Pointer.totalCount();
                run(kind, 6, 0, NETWORK, AfterStep.NOTHING, new Cancellation());
                assertThat(Pointer.totalCount()).as(kind.label()).isEqualTo(before);
            }
        });
    }

    @Test
    void strengthDecidesWhereImageToImageBegins() {
        Engine.run(() -> {
            try (Sampler sampler = SamplerKind.DDIM.start(ScheduleConfigTest.config("{}"), 10)) {
                assertThat(sampler.firstCall(10, 1)).isZero();
                assertThat(sampler.firstCall(10, 0.6)).isEqualTo(4);
                assertThat(sampler.firstCall(10, 0.59)).isEqualTo(5);
                for (double strength : new double[] {0, 0.05, 1.2, Double.NaN}) {
                    assertThatThrownBy(() -> sampler.firstCall(10, strength))
                            .isInstanceOf(BadInput.class)
                            .hasMessageContainingAll("strength of " + strength, "10 steps", "--strength");
                }
            }
        });
    }

    @Test
    void heunBeginsAtAWholeStepOfTwoCalls() {
        Engine.run(() -> {
            try (Sampler sampler = SamplerKind.HEUN.start(ScheduleConfigTest.config("{}"), 10)) {
                assertThat(sampler.calls()).isEqualTo(19);
                assertThat(sampler.firstCall(10, 0.6)).isEqualTo(8);
            }
        });
    }

    private static float[] run(
            SamplerKind kind, int steps, int begin, Denoiser network, AfterStep listener, Cancellation cancellation) {
        try (Scope scope = new Scope();
                Sampler sampler = kind.start(ScheduleConfigTest.config("{}"), steps)) {
            RandomSource random = RandomSource.seeded(1);
            Tensor x = random.normal(1, 4, 8, 8).mul(new Scalar(sampler.initialNoiseScale()));
            SamplingLoop loop = new SamplingLoop(sampler, network, random, listener, cancellation);
            return Tensors.floats(loop.run(x, begin));
        }
    }
}
