package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The config.json of a VAE, from the shapes of its tensors; the scale of its latents is that of the published models. */
final class VaeDescription {
    private VaeDescription() {}

    /**
     * The config.
     *
     * @throws dev.styleseal.error.CorruptFile when a tensor that tells is missing
     */
    static ObjectNode of(Shapes shapes, Architecture architecture) {
        int levels = shapes.count("encoder.down_blocks.");
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("_class_name", "AutoencoderKL")
                .put("act_fn", "silu");
        ArrayNode channels = json.putArray("block_out_channels");
        ArrayNode down = json.putArray("down_block_types");
        ArrayNode up = json.putArray("up_block_types");
        for (int i = 0; i < levels; i++) {
            channels.add(shapes.size("encoder.down_blocks." + i + ".resnets.0.conv1.weight", 0));
            down.add("DownEncoderBlock2D");
            up.add("UpDecoderBlock2D");
        }
        return json.put("force_upcast", architecture == Architecture.SDXL)
                .put("in_channels", shapes.size("encoder.conv_in.weight", 1))
                .put("latent_channels", shapes.size("decoder.conv_in.weight", 1))
                .put("layers_per_block", shapes.count("encoder.down_blocks.0.resnets."))
                .put("mid_block_add_attention", shapes.has("decoder.mid_block.attentions.0."))
                .put("norm_num_groups", 32)
                .put("out_channels", shapes.size("decoder.conv_out.weight", 0))
                .put("sample_size", architecture.pictureSize())
                .put("scaling_factor", architecture.latentScale())
                .put("use_post_quant_conv", shapes.has("post_quant_conv."))
                .put("use_quant_conv", shapes.has("quant_conv."));
    }
}
