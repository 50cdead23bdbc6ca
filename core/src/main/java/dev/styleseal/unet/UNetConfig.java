package dev.styleseal.unet;

import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.ConfigFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The architecture of a UNet, as diffusers' {@code UNet2DConditionModel} reads it from config.json.
 *
 * @param sampleSize side of the latents it was trained on
 * @param inChannels channels of a latent
 * @param outChannels channels of the prediction
 * @param down levels from the finest to the coarsest
 * @param up levels from the coarsest to the finest; their channels, heads and depths mirror {@code down}
 * @param contextWidth width of a text state
 * @param groups groups of every group norm
 * @param eps epsilon of the norms in residual blocks
 * @param linearProjection whether transformers enter and leave through a linear layer instead of a 1x1 convolution
 * @param flipSinToCos whether the timestep embedding puts cosines first
 * @param frequencyShift subtracted from the divisor of the embedding's frequencies
 * @param addition what SDXL is told beside text and timestep; empty for others
 */
public record UNetConfig(
        int sampleSize,
        int inChannels,
        int outChannels,
        List<Level> down,
        List<Level> up,
        int contextWidth,
        int groups,
        double eps,
        boolean linearProjection,
        boolean flipSinToCos,
        double frequencyShift,
        Optional<Addition> addition) {

    /**
     * One resolution.
     *
     * @param channels width of its hidden states
     * @param layers residual blocks
     * @param attention whether a transformer follows each of them
     * @param heads attention heads
     * @param depth transformer blocks in each transformer
     */
    public record Level(int channels, int layers, boolean attention, int heads, int depth) {}

    /**
     * What SDXL is told of a whole picture.
     *
     * @param width of the pooled text and the six sizes together
     * @param sizeWidth width of each of the six sizes
     */
    public record Addition(int width, int sizeWidth) {
        private static final int SIZES = 6;

        /** Width of the pooled text. */
        public int pooledWidth() {
            return width - SIZES * sizeWidth;
        }
    }

    public UNetConfig {
        down = List.copyOf(down);
        up = List.copyOf(up);
    }

    /** The coarsest level, whose settings the middle block shares. */
    public Level coarsest() {
        return down.get(down.size() - 1);
    }

    /** Width of the timestep embedding. */
    public int timeWidth() {
        return 4 * down.get(0).channels();
    }

    /**
     * Reads the architecture; what the file leaves out is as in Stable Diffusion 1, diffusers' own defaults.
     *
     * @throws CorruptFile if a key is missing or of the wrong type
     * @throws dev.styleseal.error.BadInput if a value asks for something that is not implemented
     */
    public static UNetConfig read(ConfigFile file) {
        refuseWhatIsNotImplemented(file);
        List<Integer> channels =
                file.has("block_out_channels") ? file.integers("block_out_channels") : List.of(320, 640, 1280, 1280);
        int levels = channels.size();
        List<Integer> heads = file.integers(
                file.has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim", levels, 8);
        List<Integer> depths = file.integers("transformer_layers_per_block", levels, 1);
        List<Integer> layers = file.integers("layers_per_block", levels, 2);
        List<Boolean> attentionDown =
                attention(file, "down_block_types", "CrossAttnDownBlock2D", "DownBlock2D", levels);
        List<Boolean> attentionUp = attention(file, "up_block_types", "CrossAttnUpBlock2D", "UpBlock2D", levels);
        if (!file.has("up_block_types")) {
            Collections.reverse(attentionUp);
        }
        List<Level> down = new ArrayList<>();
        List<Level> up = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            down.add(new Level(channels.get(i), layers.get(i), attentionDown.get(i), heads.get(i), depths.get(i)));
            up.add(new Level(
                    channels.get(i), layers.get(i) + 1, attentionUp.get(levels - 1 - i), heads.get(i), depths.get(i)));
        }
        Collections.reverse(up);
        requireDivisible(file, down);
        return new UNetConfig(
                file.integer("sample_size", 64),
                file.integer("in_channels", 4),
                file.integer("out_channels", 4),
                down,
                up,
                file.integer("cross_attention_dim", 1280),
                file.integer("norm_num_groups", 32),
                file.number("norm_eps", 1e-5),
                file.flag("use_linear_projection", false),
                file.flag("flip_sin_to_cos", true),
                file.number("freq_shift", 0),
                addition(file));
    }

    private static Optional<Addition> addition(ConfigFile file) {
        if (!file.has("addition_embed_type")) {
            return Optional.empty();
        }
        file.requireSupported("addition_embed_type", "text_time");
        return Optional.of(new Addition(
                file.integer("projection_class_embeddings_input_dim"), file.integer("addition_time_embed_dim")));
    }

    private static List<Boolean> attention(ConfigFile file, String key, String with, String without, int levels) {
        if (!file.has(key)) {
            List<Boolean> allButTheCoarsest = new ArrayList<>(Collections.nCopies(levels, true));
            allButTheCoarsest.set(levels - 1, false);
            return allButTheCoarsest;
        }
        List<String> types = file.texts(key);
        if (types.size() != levels || !List.of(with, without).containsAll(types)) {
            throw new CorruptFile(
                    "{0} has {1} = {2}. Expected {3} entries, each {4} or {5}. Use a model of the Stable Diffusion 1, 2 or XL kind.",
                    file.where(), key, types, levels, with, without);
        }
        return types.stream().map(with::equals).toList();
    }

    private static void requireDivisible(ConfigFile file, List<Level> levels) {
        int groups = file.integer("norm_num_groups", 32);
        for (Level level : levels) {
            if (level.channels() < 1
                    || groups < 1
                    || level.channels() % groups != 0
                    || level.heads() < 1
                    || (level.attention() && level.channels() % level.heads() != 0)) {
                throw new CorruptFile(
                        "{0} describes a level with {1} channels, {2} norm groups and {3} heads. Expected channels that both divide. Fetch the model again.",
                        file.where(), level.channels(), groups, level.heads());
            }
        }
    }

    private static void refuseWhatIsNotImplemented(ConfigFile file) {
        file.requireSupported("act_fn", "silu", "swish");
        file.requireSupported("attention_type", "default");
        file.requireSupported("center_input_sample", false);
        file.requireSupported("class_embed_type");
        file.requireSupported("class_embeddings_concat", false);
        file.requireSupported("conv_in_kernel", 3);
        file.requireSupported("conv_out_kernel", 3);
        file.requireSupported("cross_attention_norm");
        file.requireSupported("downsample_padding", 1);
        file.requireSupported("dual_cross_attention", false);
        file.requireSupported("encoder_hid_dim");
        file.requireSupported("encoder_hid_dim_type");
        file.requireSupported("mid_block_only_cross_attention", false);
        file.requireSupported("mid_block_scale_factor", 1, 1.0);
        file.requireSupported("mid_block_type", "UNetMidBlock2DCrossAttn");
        file.requireSupported("only_cross_attention", false);
        file.requireSupported("resnet_out_scale_factor", 1, 1.0);
        file.requireSupported("resnet_skip_time_act", false);
        file.requireSupported("resnet_time_scale_shift", "default");
        file.requireSupported("reverse_transformer_layers_per_block");
        file.requireSupported("time_cond_proj_dim");
        file.requireSupported("time_embedding_act_fn");
        file.requireSupported("time_embedding_dim");
        file.requireSupported("time_embedding_type", "positional");
        file.requireSupported("timestep_post_act");
    }
}
