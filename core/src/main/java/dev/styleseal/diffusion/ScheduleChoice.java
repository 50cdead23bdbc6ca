package dev.styleseal.diffusion;

import dev.styleseal.diffusion.SamplerKind.Levels;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.Optional;

/**
 * What a user wants otherwise than the model's scheduler_config.json says.
 *
 * @param sigmas how noise levels are spread
 * @param spacing which timesteps are visited
 * @param zeroSnr whether the schedule is changed so that it ends in nothing but noise (Lin et al. 2023, Common Diffusion
 *     Noise Schedules and Sample Steps are Flawed); for models that were trained so
 */
public record ScheduleChoice(Optional<SigmaCurve> sigmas, Optional<Spacing> spacing, boolean zeroSnr) {
    /** The config as it is. */
    public static final ScheduleChoice NONE = new ScheduleChoice(Optional.empty(), Optional.empty(), false);

    /** The sampler to take if none is named: DPM++ 2M, with Karras' levels unless others are chosen. */
    public SamplerKind usualSampler() {
        return sigmas.isEmpty() && spacing.isEmpty() ? SamplerKind.DPMPP_2M_KARRAS : SamplerKind.DPMPP_2M;
    }

    /**
     * Refuses what would have no effect on this sampler.
     *
     * @throws BadInput naming the option
     */
    public void requireFits(SamplerKind sampler) {
        sigmas.ifPresent(curve -> requireSigmas(curve, sampler));
        SigmaCurve curve = sigmas.orElse(sampler.isKarras() ? SigmaCurve.KARRAS : SigmaCurve.TIMESTEPS);
        spacing.ifPresent(chosen -> requireSpacing(chosen, sampler, curve));
    }

    /**
     * The config with these choices.
     *
     * @param table for {@link SigmaCurve#ALIGN_YOUR_STEPS}
     * @throws BadInput if a choice has no effect on this sampler, or the model cannot follow it
     */
    public ScheduleConfig applied(ScheduleConfig config, SamplerKind sampler, AlignYourSteps table) {
        requireFits(sampler);
        ScheduleConfig changed = config;
        if (sigmas.isPresent()) {
            changed = sigmas.get().chosen(changed, table);
        }
        if (spacing.isPresent()) {
            requireSpacing(spacing.get(), sampler, SigmaCurve.of(changed));
            changed = changed.with("timestep_spacing", spacing.get().label());
        }
        return zeroSnr ? withZeroSnr(changed) : changed;
    }

    private static ScheduleConfig withZeroSnr(ScheduleConfig config) {
        if (Prediction.of(config) == Prediction.EPSILON) {
            throw new BadInput(
                    "A schedule that ends in nothing but noise does not go with this model: it predicts noise (prediction_type = epsilon), and nothing can be told from noise alone. Expected a model with v_prediction that was trained so. Use the base that the picture was painted with.");
        }
        return config.with("rescale_betas_zero_snr", true);
    }

    private static void requireSigmas(SigmaCurve curve, SamplerKind sampler) {
        if (sampler.levels() == Levels.TIMESTEPS || sampler.levels() == Levels.DISTILLED) {
            throw new BadInput(
                    "--sigmas {0} has no effect on the sampler {1}, whose noise levels are those of its timesteps. Expected a sampler such as euler or dpmpp-2m. Choose another --sampler, or leave --sigmas out.",
                    curve.label(), sampler.label());
        }
        if (sampler.isKarras() && curve != SigmaCurve.KARRAS) {
            throw new BadInput(
                    "--sigmas {0} contradicts the sampler {1}, whose name says karras. Expected one or the other. Choose another --sampler, or leave --sigmas out.",
                    curve.label(), sampler.label());
        }
    }

    private static void requireSpacing(Spacing chosen, SamplerKind sampler, SigmaCurve curve) {
        boolean distilled = sampler.levels() == Levels.DISTILLED;
        boolean curved = sampler.levels() == Levels.WHOLE_SCHEDULE && curve != SigmaCurve.TIMESTEPS;
        if (distilled || curved || curve == SigmaCurve.ALIGN_YOUR_STEPS) {
            throw new BadInput(
                    "--spacing {0} has no effect here: {1}. Expected levels that come from timesteps, as those of --sampler euler or dpmpp-2m do. Leave --spacing out, or choose another --sampler.",
                    chosen.label(),
                    Message.of(
                            distilled
                                    ? "the sampler lcm visits the timesteps that the network was distilled at"
                                    : "the noise levels do not come from timesteps"));
        }
    }
}
