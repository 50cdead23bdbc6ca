package dev.styleseal.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.SealException;
import dev.styleseal.tensor.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleConfigTest {
    @TempDir
    private Path folder;

    static ScheduleConfig config(String json) {
        try {
            return ScheduleConfig.of(new JsonMapper().readTree(json), "scheduler_config.json");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void aKeyThatIsThereWinsEvenWithNull() {
        ScheduleConfig config = config("{\"clip_sample\": null, \"thresholding\": true, \"sigma_min\": null}");
        assertThat(config.flag("clip_sample", true)).isFalse();
        assertThat(config.flag("thresholding", false)).isTrue();
        assertThat(config.flag("lower_order_final", true)).isTrue();
        assertThat(config.number("sigma_min")).isEmpty();
    }

    @Test
    void keysOfOtherSchedulersAreKnownAndOthersAreListed() {
        ScheduleConfig config = config(
                "{\"_class_name\": \"PNDMScheduler\", \"skip_prk_steps\": true, \"shiny\": 1, \"beta_start\": 0.1, \"new\": 2}");
        assertThat(config.unknownKeys()).containsExactly("shiny", "new");
    }

    @Test
    void pythonsInfinityIsReadFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("scheduler_config.json"), "{\"lambda_min_clipped\": -Infinity}");
        assertThat(ScheduleConfig.read(file).number("lambda_min_clipped", 0)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void unreadableFilesAreNamed() throws IOException {
        Path missing = folder.resolve("missing.json");
        assertThatThrownBy(() -> ScheduleConfig.read(missing))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("Cannot read", missing.toString(), "Check the path");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        assertThatThrownBy(() -> ScheduleConfig.read(broken))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContainingAll(broken.toString(), "not valid JSON", "Fetch the model again");
        Path list = Files.writeString(folder.resolve("list.json"), "[]");
        assertThatThrownBy(() -> ScheduleConfig.read(list))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContainingAll(list.toString(), "no JSON object");
    }

    @Test
    void valuesOfTheWrongTypeAreNamed() {
        corrupt("{\"clip_sample\": 1}", "clip_sample = 1", "true or false");
        corrupt("{\"num_train_timesteps\": 10.5}", "num_train_timesteps = 10.5", "a whole number");
        corrupt("{\"beta_start\": \"0.1\"}", "beta_start = \"0.1\"", "a number");
        corrupt("{\"timestep_spacing\": null}", "timestep_spacing = null", "a text");
        corrupt("{\"trained_betas\": [1, \"x\"]}", "trained_betas", "a list of numbers");
        corrupt("{\"trained_betas\": 5}", "trained_betas = 5", "a list of numbers");
    }

    @Test
    void modelsOfAnotherKindAreRefused() {
        assertThatThrownBy(() -> config("{\"_class_name\": \"FlowMatchEulerDiscreteScheduler\"}"))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("_class_name", "FlowMatchEulerDiscreteScheduler", "EulerDiscreteScheduler");
    }

    @Test
    void whatASamplerCannotHonourIsRefusedByKeyValueAndAlternatives() {
        refused(SamplerKind.DDIM, "{\"prediction_type\": \"flow_prediction\"}", "flow_prediction", "v_prediction");
        refused(SamplerKind.EULER_A, "{\"prediction_type\": \"sample\"}", "prediction_type = \"sample\"", "epsilon");
        refused(SamplerKind.DDIM, "{\"timestep_spacing\": \"logit\"}", "timestep_spacing = \"logit\"", "trailing");
        refused(
                SamplerKind.DPMPP_2M_KARRAS,
                "{\"use_exponential_sigmas\": true}",
                "use_exponential_sigmas = true",
                "only one");
        refused(
                SamplerKind.EULER,
                "{\"use_beta_sigmas\": true, \"use_karras_sigmas\": true}",
                "use_beta_sigmas",
                "one");
        refused(SamplerKind.EULER, "{\"_align_your_steps\": \"x\"}", "_align_your_steps", "stable-diffusion-xl");
        refused(SamplerKind.EULER, "{\"_align_your_steps\": \"stable-diffusion\"}", "highest noise level", "14.615");
        refused(SamplerKind.PNDM, "{\"skip_prk_steps\": false}", "skip_prk_steps = false", "true");
        refused(SamplerKind.EULER, "{\"interpolation_type\": \"cubic\"}", "interpolation_type", "log_linear");
        refused(SamplerKind.EULER, "{\"timestep_type\": \"other\"}", "timestep_type", "continuous");
        refused(SamplerKind.EULER, "{\"final_sigmas_type\": \"one\"}", "final_sigmas_type", "zero, sigma_min");
        refused(SamplerKind.EULER, "{\"use_karras_sigmas\": true, \"sigma_min\": 0}", "sigma_min = 0", "above 0");
        refused(SamplerKind.EULER, "{\"use_karras_sigmas\": true, \"sigma_max\": -1}", "sigma_max = -1", "above 0");
        refused(SamplerKind.DDIM, "{\"clip_sample_range\": 0}", "clip_sample_range = 0", "above 0");
        refused(SamplerKind.DDIM, "{\"thresholding\": true, \"dynamic_thresholding_ratio\": 2}", "ratio = 2", "0 to 1");
        refused(SamplerKind.DDIM, "{\"thresholding\": true, \"sample_max_value\": 0}", "sample_max_value", "above 0");
        refused(SamplerKind.DPMPP_2M, "{\"algorithm_type\": \"magic\"}", "algorithm_type", "sde-dpmsolver++");
        refused(SamplerKind.DPMPP_2M, "{\"algorithm_type\": \"dpmsolver\"}", "algorithm_type", "final_sigmas_type");
        refused(SamplerKind.DPMPP_2M, "{\"solver_order\": 4}", "solver_order = 4", "1 to 3");
        refused(SamplerKind.DPMPP_2M, "{\"solver_type\": \"euler\"}", "solver_type", "midpoint, heun");
        refused(SamplerKind.DPMPP_2M, "{\"variance_type\": \"learned\"}", "variance_type", "null");
        refused(SamplerKind.DPMPP_2M, "{\"use_flow_sigmas\": true}", "use_flow_sigmas", "false");
        refused(SamplerKind.DPMPP_2M, "{\"lambda_min_clipped\": 100}", "lambda_min_clipped = 100", "below");
        refused(SamplerKind.DDPM, "{\"variance_type\": \"learned_range\"}", "variance_type", "fixed_small");
        refused(SamplerKind.UNIPC, "{\"solver_p\": {}}", "solver_p = {}", "null");
        refused(SamplerKind.UNIPC, "{\"solver_order\": 0}", "solver_order = 0", "1 to 3");
        refused(SamplerKind.UNIPC, "{\"solver_type\": \"euler\"}", "solver_type", "bh1, bh2");
        refused(SamplerKind.UNIPC, "{\"predict_x0\": false}", "predict_x0 = false", "final_sigmas_type = zero");
        refused(SamplerKind.UNIPC, "{\"use_flow_sigmas\": true}", "use_flow_sigmas", "false");
        refused(SamplerKind.LCM, "{\"original_inference_steps\": 2000}", "original_inference_steps", "1 to 1000");
        refused(SamplerKind.PNDM, "{\"prediction_type\": \"sample\"}", "prediction_type = \"sample\"", "epsilon");
        for (SamplerKind kind : List.of(SamplerKind.PNDM, SamplerKind.HEUN, SamplerKind.LMS)) {
            refused(kind, "{\"rescale_betas_zero_snr\": true}", "rescale_betas_zero_snr = true", "false");
            refused(kind, "{\"thresholding\": true}", "thresholding = true", "false");
        }
        refused(SamplerKind.EULER, "{\"thresholding\": true}", "thresholding = true", "false");
        refused(SamplerKind.EULER_A, "{\"thresholding\": true}", "thresholding = true", "false");
    }

    @Test
    void impossibleNumbersOfStepsAreRefused() {
        refused(SamplerKind.DDIM, 0, "{}", "0 steps are too few", "--steps");
        refused(SamplerKind.DDIM, 1001, "{}", "1001 steps", "1000 timesteps", "--steps");
        refused(SamplerKind.DDIM, 1000, "{\"steps_offset\": 1}", "begin at timestep 1000", "steps_offset");
        refused(SamplerKind.EULER, 1001, "{\"timestep_spacing\": \"leading\"}", "1001 steps", "at most 1000");
        refused(SamplerKind.DPMPP_2M, 1000, "{}", "1000 steps", "at most 999");
        refused(SamplerKind.LCM, 51, "{}", "51 steps", "original_inference_steps = 50");
        refused(SamplerKind.DPMPP_2M, 1000, "{\"timestep_spacing\": \"leading\"}", "1000 steps", "at most 999");
    }

    @Test
    void startingFromNoiseAloneNeedsAModelThatPredictsV() {
        refused(
                SamplerKind.DDIM,
                "{\"rescale_betas_zero_snr\": true, \"timestep_spacing\": \"trailing\"}",
                "prediction_type = epsilon",
                "rescale_betas_zero_snr = true",
                "v_prediction");
    }

    @Test
    void settingsThatDivideByZeroAtTheEndAreRefused() {
        refused(
                SamplerKind.DPMPP_2M_KARRAS,
                "{\"final_sigmas_type\": \"sigma_min\", \"solver_type\": \"heun\", \"lower_order_final\": false}",
                "divides by zero",
                "final_sigmas_type = zero");
        refused(SamplerKind.UNIPC, "{\"lower_order_final\": false}", "divides by zero", "lower_order_final = true");
    }

    @Test
    void unknownSamplersAreAnsweredWithTheNearestName() {
        assertThat(SamplerKind.named("euler-a")).isEqualTo(SamplerKind.EULER_A);
        assertThatThrownBy(() -> SamplerKind.named("Euler_a"))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("Euler_a", "ddim, euler", "Did you mean euler-a?");
    }

    private static void corrupt(String json, String... parts) {
        fails(CorruptFile.class, SamplerKind.DDIM, 10, json, parts);
    }

    private static void refused(SamplerKind kind, String json, String... parts) {
        fails(BadInput.class, kind, 10, json, parts);
    }

    private static void refused(SamplerKind kind, int steps, String json, String... parts) {
        fails(BadInput.class, kind, steps, json, parts);
    }

    private static void fails(
            Class<? extends SealException> type, SamplerKind kind, int steps, String json, String... parts) {
        assertThatThrownBy(
                        () -> Engine.run(() -> kind.start(config(json), steps).close()))
                .as(json)
                .isInstanceOf(type)
                .hasMessageContainingAll(parts);
    }
}
