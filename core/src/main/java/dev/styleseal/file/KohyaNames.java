package dev.styleseal.file;

import dev.styleseal.weights.LdmNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names of kohya-ss/sd-scripts ({@code networks/lora.py}): a prefix, the path with underscores for dots, a part.
 *
 * <p>Underscores go back to dots by a vocabulary of the segments that layers of Stable Diffusion are called by, without
 * looking at a base. No segment is made of other segments, so there is one reading of a name or none. Names for SDXL
 * follow the blocks of the original code ({@link LdmNames}) and count the text encoders.
 */
final class KohyaNames implements SealNames {
    /** What the names of layers consist of besides numbers: diffusers' UNet, then transformers' CLIP text encoder. */
    static final Set<String> SEGMENTS = Set.of(
            // where in the UNet
            "down_blocks",
            "mid_block",
            "up_blocks",
            "attentions",
            "resnets",
            "downsamplers",
            "upsamplers",
            // transformer blocks
            "transformer_blocks",
            "attn1",
            "attn2",
            "to_q",
            "to_k",
            "to_v",
            "to_out",
            "ff",
            "net",
            "proj",
            "proj_in",
            "proj_out",
            "norm",
            "norm1",
            "norm2",
            "norm3",
            // convolutions and time
            "conv",
            "conv1",
            "conv2",
            "conv_in",
            "conv_out",
            "conv_norm_out",
            "conv_shortcut",
            "time_emb_proj",
            "time_embedding",
            "add_embedding",
            "linear_1",
            "linear_2",
            // the text encoder
            "text_model",
            "text_projection",
            "encoder",
            "layers",
            "self_attn",
            "q_proj",
            "k_proj",
            "v_proj",
            "out_proj",
            "mlp",
            "fc1",
            "fc2",
            "layer_norm1",
            "layer_norm2",
            "final_layer_norm",
            "embeddings",
            "token_embedding",
            "position_embedding");

    private static final int LONGEST_SEGMENT = 3; // words in time_emb_proj

    private final LdmNames ldm;
    private final boolean sdxl;

    private KohyaNames(LdmNames ldm, boolean sdxl) {
        this.ldm = ldm;
        this.sdxl = sdxl;
    }

    /**
     * For reading a file: both kinds of block names are understood.
     *
     * @param names of its tensors, which tell the layout of the UNet
     */
    static KohyaNames reading(Collection<String> names) {
        String unet = Component.UNET.kohyaPrefix();
        List<String> layers = names.stream()
                .filter(name -> name.startsWith(unet))
                .map(name -> name.substring(unet.length()).split("\\.", 2)[0])
                .toList();
        return new KohyaNames(LdmNames.of(layers), false);
    }

    /** For writing: in the names of Stable Diffusion 1 and 2. */
    static KohyaNames plain() {
        return new KohyaNames(LdmNames.STANDARD, false);
    }

    /** For writing: in the names of SDXL, by the blocks of the original code. */
    static KohyaNames sdxl(LdmNames blocks) {
        return new KohyaNames(blocks, true);
    }

    @Override
    public Optional<SealKey> parse(String name) {
        return KeyEnding.of(name)
                .flatMap(ending -> path(ending.before(name)).map(path -> new SealKey(path, ending.part())));
    }

    private Optional<String> path(String module) {
        for (Component component : Component.values()) {
            Optional<String> layer = component.afterKohyaPrefix(module);
            if (layer.isPresent()) {
                return layer.flatMap(name -> component == Component.UNET ? diffusers(name) : layer)
                        .flatMap(KohyaNames::segments)
                        .map(segments -> component.prefix() + String.join(".", segments));
            }
        }
        return Optional.empty();
    }

    /** A layer of the UNet by the blocks of diffusers, still with underscores. */
    private Optional<String> diffusers(String layer) {
        return LdmNames.isLdm(layer) ? ldm.diffusers(layer).map(name -> name.replace('.', '_')) : Optional.of(layer);
    }

    private static Optional<List<String>> segments(String underscored) {
        String[] words = underscored.split("_", -1);
        List<String> segments = new ArrayList<>();
        int at = 0;
        while (at < words.length) {
            int length = longestSegment(words, at);
            if (length == 0) {
                return Optional.empty();
            }
            segments.add(join(words, at, at + length));
            at += length;
        }
        return Optional.of(segments);
    }

    /** How many words from {@code at} on make the longest segment; 0 when none do. */
    private static int longestSegment(String[] words, int at) {
        for (int length = Math.min(LONGEST_SEGMENT, words.length - at); length > 0; length--) {
            if (SEGMENTS.contains(join(words, at, at + length))) {
                return length;
            }
        }
        return words[at].matches("0|[1-9][0-9]{0,3}") ? 1 : 0;
    }

    private static String join(String[] words, int from, int to) {
        return String.join("_", Arrays.asList(words).subList(from, to));
    }

    @Override
    public String name(SealKey key) {
        Component component = Component.of(key.path());
        String layer = component.layer(key.path());
        String name = component == Component.UNET && sdxl ? ldm.ldm(layer).orElse(layer) : layer;
        return (sdxl ? component.sdxlPrefix() : component.kohyaPrefix()) + name.replace('.', '_') + "."
                + key.part().text();
    }
}
