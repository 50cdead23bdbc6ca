package dev.styleseal.vae;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.ConfigFile;
import java.util.List;

/**
 * The architecture of a VAE, as diffusers' {@code AutoencoderKL} reads it from config.json.
 *
 * @param channels width of each level, finest first
 * @param layers residual blocks a level in the encoder; the decoder has one more
 * @param latentChannels channels of a latent
 * @param groups groups of every group norm
 * @param middleAttention whether the coarsest level attends to itself
 * @param quantConv whether a 1x1 convolution follows the encoder
 * @param postQuantConv whether a 1x1 convolution precedes the decoder
 * @param scale what latents are multiplied by before the UNet sees them
 * @param shift what is subtracted from latents before that
 */
public record VaeConfig(
        List<Integer> channels,
        int layers,
        int latentChannels,
        int groups,
        boolean middleAttention,
        boolean quantConv,
        boolean postQuantConv,
        double scale,
        double shift) {
    /** Scale of Stable Diffusion 1 and 2, which old config files leave out (Rombach et al. 2022, appendix G). */
    private static final double STABLE_DIFFUSION_SCALE = 0.18215;

    public VaeConfig {
        channels = List.copyOf(channels);
    }

    /** Pixels of a side for one latent of it: 8 for Stable Diffusion. */
    public int factor() {
        return 1 << (channels.size() - 1);
    }

    /** Reads the architecture; errors as in {@link ConfigFile}. */
    public static VaeConfig read(ConfigFile file) {
        file.requireSupported("act_fn", "silu");
        file.requireSupported("in_channels", 3);
        file.requireSupported("out_channels", 3);
        file.requireSupported("latents_mean");
        file.requireSupported("latents_std");
        List<Integer> channels = file.integers("block_out_channels");
        requireBlocks(file, "down_block_types", "DownEncoderBlock2D", channels.size());
        requireBlocks(file, "up_block_types", "UpDecoderBlock2D", channels.size());
        int groups = file.integer("norm_num_groups", 32);
        if (groups < 1 || channels.stream().anyMatch(width -> width < 1 || width % groups != 0)) {
            throw new CorruptFile(
                    "{0} has block_out_channels = {1} and norm_num_groups = {2}. Expected widths that the groups divide. Fetch the model again.",
                    file.where(), channels, groups);
        }
        return new VaeConfig(
                channels,
                file.integer("layers_per_block", 1),
                file.integer("latent_channels", 4),
                groups,
                file.flag("mid_block_add_attention", true),
                file.flag("use_quant_conv", true),
                file.flag("use_post_quant_conv", true),
                file.number("scaling_factor", STABLE_DIFFUSION_SCALE),
                file.number("shift_factor", 0));
    }

    private static void requireBlocks(ConfigFile file, String key, String type, int levels) {
        List<String> types = file.texts(key);
        if (types.size() != levels || !types.stream().allMatch(type::equals)) {
            throw new CorruptFile(
                    "{0} has {1} = {2}. Expected {3} times {4}. Use a model of the Stable Diffusion 1, 2 or XL kind.",
                    file.where(), key, types, levels, type);
        }
    }
}
