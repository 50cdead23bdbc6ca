package dev.styleseal.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.Reference;
import dev.styleseal.error.Cancellation;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** Timesteps, noise levels and every latent of whole runs, against diffusers. */
class SamplerRunsTest {
    private static final double LATENTS = 1e-5;
    private static final double LATENTS_FROM_HIGH_NOISE = 1e-3; // sigma 20,000 leaves float32 few digits for the slope
    private static final double SIGMAS = 1e-6;
    private static final double TIMESTEPS = 1e-6; // of the largest; only fractional ones may differ at all

    @Test
    void everyLatentOfEveryRunEqualsThatOfDiffusers() {
        Map<String, Double> worst = new TreeMap<>();
        Golden golden = Golden.read("schedules");
        for (JsonNode run : Golden.json("schedules").get("runs")) {
            String name = run.get("sampler").textValue();
            if (SamplerKind.names().contains(name)) {
                worst.merge(name, replayed(golden, run), Math::max);
            }
        }
        System.out.println("Latents of runs with a fake network, worst difference: " + worst);
        assertThat(worst.keySet()).containsExactlyInAnyOrderElementsOf(SamplerKind.names());
    }

    @Test
    void betaSigmasAndAlignedStepsEqualThoseOfDiffusers() {
        Map<String, Double> worst = new TreeMap<>();
        Golden golden = Golden.read("curves");
        for (JsonNode run : Golden.json("curves").get("runs")) {
            worst.merge(run.get("sampler").textValue(), replayed(golden, run), Math::max);
        }
        System.out.println("Latents of runs with beta and aligned sigmas, worst difference: " + worst);
        assertThat(worst.keySet()).containsExactly("dpmpp-2m", "euler", "heun", "lms", "unipc");
    }

    @Test
    void timestepsAndSigmasEqualThoseOfTheReferenceRuns() {
        int compared = 0;
        for (String kind : List.of("sd1", "sd2", "sdxl")) {
            JsonNode runs =
                    Golden.json(Reference.folder(kind + "/samplers.json")).get("runs");
            for (Map.Entry<String, JsonNode> run : runs.properties()) {
                int dot = run.getKey().lastIndexOf('.');
                if (SamplerKind.names().contains(run.getKey().substring(0, dot))) {
                    SamplerKind sampler = SamplerKind.named(run.getKey().substring(0, dot));
                    int steps = Integer.parseInt(run.getKey().substring(dot + 1));
                    compareSchedule(kind + " " + run.getKey(), run.getValue(), sampler, steps);
                    compared++;
                }
            }
        }
        System.out.println("Timesteps and sigmas of " + compared + " reference runs are equal");
        assertThat(compared).isPositive();
    }

    private double replayed(Golden golden, JsonNode run) {
        String what = run.toString().substring(0, Math.min(300, run.toString().length()));
        SamplerKind kind = SamplerKind.named(run.get("sampler").textValue());
        compareSchedule(what, run, kind, run.get("steps").intValue());
        ScheduleConfig config = ScheduleConfig.of(run.get("config"), what);
        float[] trace = Engine.call(() -> trace(kind, config, run));
        float[] expected = golden.floats(run.get("name").textValue() + ".trace");
        boolean cosine = run.get("config").path("beta_schedule").asText().startsWith("squaredcos");
        return Golden.compare(what, expected, trace, cosine ? LATENTS_FROM_HIGH_NOISE : LATENTS);
    }

    private float[] trace(SamplerKind kind, ScheduleConfig config, JsonNode run) {
        int begin = run.get("begin").intValue();
        long[] shape = {2, 1, 3, 4};
        try (Scope scope = new Scope();
                Sampler sampler = kind.start(config, run.get("steps").intValue())) {
            Tensor start = RandomSource.seeded(7).normal(shape);
            Tensor x = begin == 0
                    ? start.mul(new Scalar(sampler.initialNoiseScale()))
                    : sampler.addNoise(start, RandomSource.seeded(8).normal(shape), begin);
            List<float[]> trace = new ArrayList<>(List.of(Tensors.floats(x)));
            Denoiser network = (input, t) -> input.add(new Scalar(t / 250)).sin();
            AfterStep remember = (call, latents) -> {
                trace.add(Tensors.floats(latents));
                return latents;
            };
            new SamplingLoop(sampler, network, RandomSource.seeded(4242), remember, new Cancellation()).run(x, begin);
            return joined(trace);
        }
    }

    private static void compareSchedule(String what, JsonNode run, SamplerKind kind, int steps) {
        ScheduleConfig config = ScheduleConfig.of(run.get("config"), what);
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    Sampler sampler = kind.start(config, steps)) {
                float[] timesteps = new float[sampler.calls()];
                for (int call = 0; call < timesteps.length; call++) {
                    timesteps[call] = (float) sampler.timestep(call);
                }
                float[] expected = floats(run.get("timesteps"));
                Golden.compare(what + " timesteps", expected, timesteps, isWhole(expected) ? 0 : TIMESTEPS);
                float[] scale = {(float) sampler.initialNoiseScale()};
                Golden.compare(
                        what + " scale",
                        new float[] {run.get("init_noise_sigma").floatValue()},
                        scale,
                        SIGMAS);
                compareSigmas(what + " sigmas", floats(run.get("sigmas")), sampler);
            }
        });
    }

    private static void compareSigmas(String what, float[] expected, Sampler sampler) {
        if (expected.length == 0) {
            return;
        }
        float[] actual = sampler instanceof VarianceExploding exploding
                ? exploding.run().sigmas()
                : ((VariancePreserving) sampler).run().sigmas();
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            Golden.compare(what + " " + i, new float[] {expected[i]}, new float[] {actual[i]}, SIGMAS);
        }
    }

    private static boolean isWhole(float[] values) {
        for (float value : values) {
            if (value != Math.rint(value)) {
                return false;
            }
        }
        return true;
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
