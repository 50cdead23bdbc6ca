package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The config.json of a UNet, from the shapes of its tensors and, where those say nothing, as the published models of its
 * kind have it: Stable Diffusion 1 has 8 heads, 2 and XL have heads 64 wide (their model cards' unet/config.json).
 */
final class UNetDescription {
    private static final int SD1_HEADS = 8;
    static final int HEAD_WIDTH = 64;
    private static final int SIZES = 6;
    private static final int PUBLISHED_POOLED_WIDTH = 1280;

    private final Shapes shapes;
    private final Architecture architecture;
    private final int levels;

    private UNetDescription(Shapes shapes, Architecture architecture) {
        this.shapes = shapes;
        this.architecture = architecture;
        this.levels = shapes.count("down_blocks.");
    }

    /**
     * Tells the kind of model by its UNet: only XL has an embedding beside the timestep's, and of the others only 2 has
     * linear layers around its transformers.
     *
     * @throws BadInput when it is of none
     */
    static Architecture architecture(Shapes shapes) {
        if (shapes.has("add_embedding.linear_1.")) {
            return Architecture.SDXL;
        }
        if (!shapes.has("mid_block.attentions.0.proj_in.")) {
            throw distilled(shapes);
        }
        return shapes.shape("mid_block.attentions.0.proj_in.weight").size() == 2 ? Architecture.SD2 : Architecture.SD1;
    }

    /**
     * The config.
     *
     * @param sampleSize side of the latents that it was trained on
     * @param pooledWidth width of the pooled text, when the second text encoder is known
     * @throws BadInput when shapes cannot tell it
     * @throws dev.styleseal.error.CorruptFile when a tensor that tells is missing
     */
    static ObjectNode of(Shapes shapes, Architecture architecture, int sampleSize, OptionalInt pooledWidth) {
        return new UNetDescription(shapes, architecture).config(sampleSize, pooledWidth);
    }

    private ObjectNode config(int sampleSize, OptionalInt pooledWidth) {
        requireMirrored();
        List<Integer> channels = level(i -> shapes.size(down(i) + "resnets.0.conv1.weight", 0));
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("_class_name", "UNet2DConditionModel")
                .put("act_fn", "silu");
        heads(json, channels);
        numbers(json, "block_out_channels", channels);
        json.put("center_input_sample", false)
                .put("cross_attention_dim", contextWidth())
                .put("downsample_padding", 1)
                .put("flip_sin_to_cos", true)
                .put("freq_shift", 0)
                .put("in_channels", shapes.size("conv_in.weight", 1));
        numberOrList(json, "layers_per_block", level(i -> shapes.count(down(i) + "resnets.")));
        json.put("mid_block_scale_factor", 1)
                .put("norm_eps", 1e-5)
                .put("norm_num_groups", 32)
                .put("out_channels", shapes.size("conv_out.weight", 0))
                .put("sample_size", sampleSize);
        types(json, "down_block_types", "CrossAttnDownBlock2D", "DownBlock2D", "down_blocks.");
        types(json, "up_block_types", "CrossAttnUpBlock2D", "UpBlock2D", "up_blocks.");
        numberOrList(json, "transformer_layers_per_block", depths());
        json.put(
                "use_linear_projection",
                shapes.shape("mid_block.attentions.0.proj_in.weight").size() == 2);
        if (architecture == Architecture.SDXL) {
            int width = shapes.size("add_embedding.linear_1.weight", 1);
            json.put("addition_embed_type", "text_time")
                    .put("addition_time_embed_dim", sizeWidth(width, pooledWidth.orElse(PUBLISHED_POOLED_WIDTH)))
                    .put("projection_class_embeddings_input_dim", width);
        }
        return json;
    }

    private List<Integer> level(IntUnaryOperator size) {
        return IntStream.range(0, levels).map(size).boxed().toList();
    }

    private static String down(int level) {
        return "down_blocks." + level + ".";
    }

    private String up(int level) {
        return "up_blocks." + (levels - 1 - level) + ".";
    }

    /** What the config cannot say of a level, it must not have. */
    private void requireMirrored() {
        boolean mirrored = levels > 0 && shapes.count("up_blocks.") == levels && shapes.has("mid_block.attentions.0.");
        for (int i = 0; i < levels && mirrored; i++) {
            int layers = shapes.count(down(i) + "resnets.");
            mirrored = shapes.count(up(i) + "resnets.") == layers + 1
                    && attends(down(i), layers) == attends(up(i), layers + 1)
                    && depth(down(i)) == depth(up(i));
        }
        if (!mirrored) {
            throw distilled(shapes);
        }
    }

    private boolean attends(String block, int layers) {
        int attentions = shapes.count(block + "attentions.");
        if (attentions != 0 && attentions != layers) {
            throw distilled(shapes);
        }
        return attentions > 0;
    }

    private static BadInput distilled(Shapes shapes) {
        return new BadInput(
                "Cannot use {0} as a base model: levels of its UNet lack blocks or transformers that others have, as in "
                        + "distilled models (SSD-1B, Segmind Vega, Tiny SD). Expected Stable Diffusion 1, 2 or XL. Use "
                        + "the model that it was made from.",
                shapes.file());
    }

    private int depth(String block) {
        return shapes.count(block + "attentions.0.transformer_blocks.");
    }

    /** The middle block shares the depth of the last level; a level without transformers says 1, as published configs do. */
    private List<Integer> depths() {
        int middle = shapes.count("mid_block.attentions.0.transformer_blocks.");
        List<Integer> depths = new ArrayList<>(level(i -> Math.max(1, depth(down(i)))));
        int last = depth(down(levels - 1));
        if (last != 0 && last != middle) {
            throw distilled(shapes);
        }
        depths.set(levels - 1, middle);
        return depths;
    }

    private int contextWidth() {
        return shapes.size("mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight", 1);
    }

    private void heads(ObjectNode json, List<Integer> channels) {
        if (architecture == Architecture.SD1) {
            json.put("attention_head_dim", SD1_HEADS);
            return;
        }
        if (channels.stream().anyMatch(width -> width % HEAD_WIDTH != 0)) {
            throw unknownHeads(shapes, Message.of("UNet"), channels);
        }
        numbers(
                json,
                "attention_head_dim",
                channels.stream().map(width -> width / HEAD_WIDTH).toList());
    }

    static BadInput unknownHeads(Shapes shapes, Message network, Object widths) {
        return new BadInput(
                "Cannot tell from {0} how many heads its {1} has: its widths are {2}. Expected multiples of {3}, which is "
                        + "the width of a head in all published models. Give the folder of a diffusers model of the same "
                        + "build with --base-config.",
                shapes.file(), network, widths, HEAD_WIDTH);
    }

    private int sizeWidth(int width, int pooledWidth) {
        if (width <= pooledWidth || (width - pooledWidth) % SIZES != 0) {
            throw new BadInput(
                    "Cannot tell from {0} how its UNet takes sizes: their embedding and the pooled text are {1} wide "
                            + "together, the text alone {2}. Expected six equal parts beside the text. Give the folder of "
                            + "a diffusers model of the same build with --base-config.",
                    shapes.file(), width, pooledWidth);
        }
        return (width - pooledWidth) / SIZES;
    }

    private void types(ObjectNode json, String key, String with, String without, String blocks) {
        ArrayNode types = json.putArray(key);
        for (int i = 0; i < levels; i++) {
            types.add(shapes.has(blocks + i + ".attentions.") ? with : without);
        }
    }

    private static void numberOrList(ObjectNode json, String key, List<Integer> values) {
        if (values.stream().distinct().count() == 1) {
            json.put(key, values.get(0));
        } else {
            numbers(json, key, values);
        }
    }

    private static void numbers(ObjectNode json, String key, List<Integer> values) {
        values.forEach(json.putArray(key)::add);
    }
}
