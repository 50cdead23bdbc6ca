package dev.styleseal.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of a VAE's tensors as the original code of latent diffusion has them (CompVis/latent-diffusion, {@code
 * ldm/modules/diffusionmodules/model.py}), to and from diffusers' names. The decoder's levels are counted from the
 * finest there and from the coarsest in diffusers.
 *
 * @param levels how many resolutions there are
 */
record VaeNames(int levels) {
    private static final Pattern BLOCK =
            Pattern.compile("(encoder\\.down|decoder\\.up)\\.(\\d{1,3})\\.block\\.(\\d{1,3})\\.(.+)");
    private static final Pattern RESIZE =
            Pattern.compile("(encoder\\.down|decoder\\.up)\\.(\\d{1,3})\\.(?:down|up)sample\\.conv\\.(.+)");
    private static final Pattern MIDDLE = Pattern.compile("(encoder|decoder)\\.mid\\.block_([12])\\.(.+)");
    private static final Pattern ATTENTION =
            Pattern.compile("(encoder|decoder)\\.mid\\.attn_1\\.(norm|q|k|v|proj_out)\\.(weight|bias)");
    private static final Pattern END = Pattern.compile("(encoder|decoder)\\.(conv_in|conv_out|norm_out)\\.(.+)");
    private static final Pattern QUANT = Pattern.compile("(quant_conv|post_quant_conv)\\.(weight|bias)");

    private static final Pattern BLOCK_BACK =
            Pattern.compile("(encoder\\.down|decoder\\.up)_blocks\\.(\\d{1,3})\\.resnets\\.(\\d{1,3})\\.(.+)");
    private static final Pattern RESIZE_BACK = Pattern.compile(
            "(encoder\\.down|decoder\\.up)_blocks\\.(\\d{1,3})\\.(?:down|up)samplers\\.0\\.conv\\.(.+)");
    private static final Pattern MIDDLE_BACK =
            Pattern.compile("(encoder|decoder)\\.mid_block\\.resnets\\.([01])\\.(.+)");
    private static final Pattern ATTENTION_BACK = Pattern.compile(
            "(encoder|decoder)\\.mid_block\\.attentions\\.0\\.(group_norm|to_q|to_k|to_v|to_out\\.0)\\.(weight|bias)");
    private static final Pattern END_BACK =
            Pattern.compile("(encoder|decoder)\\.(conv_in|conv_out|conv_norm_out)\\.(.+)");

    private static final Map<String, String> PARTS =
            Map.of("norm", "group_norm", "q", "to_q", "k", "to_k", "v", "to_v", "proj_out", "to_out.0");
    private static final Map<String, String> PARTS_BACK = reversed();

    private static Map<String, String> reversed() {
        Map<String, String> back = new LinkedHashMap<>();
        PARTS.forEach((key, value) -> back.put(value, key));
        return Map.copyOf(back);
    }

    /** Whether a name is diffusers' for a projection of the middle attention, a matrix that was a 1x1 convolution. */
    static boolean isProjection(String diffusersName) {
        return diffusersName.endsWith(".weight")
                && diffusersName.contains(".mid_block.attentions.0.to_")
                && ATTENTION_BACK.matcher(diffusersName).matches();
    }

    /** Diffusers' name of an original tensor; nothing if there can be no such tensor. */
    Optional<String> diffusers(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            return level(block.group(1), block.group(2))
                    .map(level -> block.group(1) + "_blocks." + level + ".resnets." + block.group(3) + "."
                            + block.group(4).replace("nin_shortcut.", "conv_shortcut."));
        }
        Matcher resize = RESIZE.matcher(name);
        if (resize.matches()) {
            String samplers = resize.group(1).equals("encoder.down") ? ".downsamplers.0.conv." : ".upsamplers.0.conv.";
            return level(resize.group(1), resize.group(2))
                    .map(level -> resize.group(1) + "_blocks." + level + samplers + resize.group(3));
        }
        Matcher middle = MIDDLE.matcher(name);
        if (middle.matches()) {
            int index = Integer.parseInt(middle.group(2)) - 1;
            return Optional.of(middle.group(1) + ".mid_block.resnets." + index + "." + middle.group(3));
        }
        Matcher attention = ATTENTION.matcher(name);
        if (attention.matches()) {
            return Optional.of(attention.group(1) + ".mid_block.attentions.0." + PARTS.get(attention.group(2)) + "."
                    + attention.group(3));
        }
        Matcher end = END.matcher(name);
        if (end.matches()) {
            return Optional.of(
                    end.group(1) + "." + end.group(2).replace("norm_out", "conv_norm_out") + "." + end.group(3));
        }
        return QUANT.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    /** The original name of diffusers' tensor; nothing if there can be no such tensor. */
    Optional<String> original(String name) {
        Matcher block = BLOCK_BACK.matcher(name);
        if (block.matches()) {
            return level(block.group(1), block.group(2))
                    .map(level -> block.group(1) + "." + level + ".block." + block.group(3) + "."
                            + block.group(4).replace("conv_shortcut.", "nin_shortcut."));
        }
        Matcher resize = RESIZE_BACK.matcher(name);
        if (resize.matches()) {
            String sample = resize.group(1).equals("encoder.down") ? ".downsample.conv." : ".upsample.conv.";
            return level(resize.group(1), resize.group(2))
                    .map(level -> resize.group(1) + "." + level + sample + resize.group(3));
        }
        Matcher middle = MIDDLE_BACK.matcher(name);
        if (middle.matches()) {
            int index = Integer.parseInt(middle.group(2)) + 1;
            return Optional.of(middle.group(1) + ".mid.block_" + index + "." + middle.group(3));
        }
        Matcher attention = ATTENTION_BACK.matcher(name);
        if (attention.matches()) {
            return Optional.of(attention.group(1) + ".mid.attn_1." + PARTS_BACK.get(attention.group(2)) + "."
                    + attention.group(3));
        }
        Matcher end = END_BACK.matcher(name);
        if (end.matches()) {
            return Optional.of(
                    end.group(1) + "." + end.group(2).replace("conv_norm_out", "norm_out") + "." + end.group(3));
        }
        return QUANT.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    /** The level in the other way of counting. */
    private Optional<Integer> level(String side, String index) {
        int level = Integer.parseInt(index);
        if (level >= levels) {
            return Optional.empty();
        }
        return Optional.of(side.equals("encoder.down") ? level : levels - 1 - level);
    }
}
