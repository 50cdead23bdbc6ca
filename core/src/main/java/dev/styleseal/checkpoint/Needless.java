package dev.styleseal.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tensors that files hold and no network needs, with the reason for people. */
final class Needless {
    static final String AVERAGED = "a copy of the UNet averaged over its training (EMA)";
    static final String TRAINED = "the trained copy of the UNet, in whose place the averaged one (EMA) is read";
    static final String UNUSED_TEXT = "parts of the text encoder that this kind of model does not use";
    private static final String SCHEDULE = "tables of the noise schedule, which follow from its settings";
    static final String NOT_OF_THE_MODEL = "parts of a pipeline that paint nothing";
    static final String POSITIONS = "the numbers 0 to 76 (position_ids)";
    private static final String MARKS = "marks that say how the model was trained";
    private static final String TRAINING = "what was only needed to train the model";
    private static final String VISION = "the part of CLIP that looks at pictures";
    private static final String STRANGE = "tensors of no network of Stable Diffusion";

    /** By names in the whole file. */
    private static final Map<Pattern, String> OUTSIDE = Map.of(
            Pattern.compile("model_ema\\..*"), AVERAGED,
            Pattern.compile(
                            "(model\\.)?(betas|log_one_minus_alphas_cumprod|(sqrt_)?(one_minus_)?alphas_cumprod(_prev)?|sqrt_recip(m1)?_alphas_cumprod|posterior_.*|lvlb_weights|logvar|(denoiser|diffusion)\\.sigmas|scale_factor)"),
                    SCHEDULE,
            Pattern.compile("v_pred|ztsnr"), MARKS,
            Pattern.compile("(loss|safety_checker|cond_stage_model\\.logit_scale|optimizer.*|callbacks)(\\..*)?"),
                    TRAINING);

    private static final Pattern POSITION = Pattern.compile("(.*\\.)?position_ids");
    private static final Pattern CLIP_TRAINING = Pattern.compile("(.*\\.)?logit_scale|attn_mask");
    private static final Pattern CLIP_VISION = Pattern.compile("(vision_model|visual|visual_projection)(\\..*)?");
    private static final List<String> VAE_TRAINING = List.of("loss.", "model_ema.", "discriminator.");

    private Needless() {}

    /** Why a tensor outside of every component is not needed; it is never. */
    static String outside(String name) {
        return OUTSIDE.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(name).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(STRANGE);
    }

    /** Why a tensor of a component is not needed; nothing if it may be. */
    static Optional<String> within(Component component, String name) {
        return switch (component) {
            case UNET -> Optional.empty();
            case VAE -> VAE_TRAINING.stream().anyMatch(name::startsWith) ? Optional.of(TRAINING) : Optional.empty();
            case TEXT_ENCODER, TEXT_ENCODER_2 -> text(name);
        };
    }

    private static Optional<String> text(String name) {
        if (POSITION.matcher(name).matches()) {
            return Optional.of(POSITIONS);
        }
        if (CLIP_TRAINING.matcher(name).matches()) {
            return Optional.of(TRAINING);
        }
        return CLIP_VISION.matcher(name).matches() ? Optional.of(VISION) : Optional.empty();
    }
}
