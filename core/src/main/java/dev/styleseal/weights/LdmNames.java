package dev.styleseal.weights;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Names of a UNet's layers as the original code of latent diffusion has them (CompVis/latent-diffusion, {@code
 * openaimodel.py}), to and from diffusers' names. Where a layer stands follows from one number: how many residual blocks
 * a level has on the way down; on the way up it has one more.
 *
 * <p>Original names may be joined by dots, as in checkpoints, or by underscores, as in adapters; diffusers' have dots as
 * far as the block, and behind it what the original had.
 *
 * @param layers residual blocks of a level on the way down: 2 in every published Stable Diffusion
 */
public record LdmNames(int layers) {
    /** Of every published model. */
    public static final LdmNames STANDARD = new LdmNames(2);

    private static final int MOST_LAYERS = 8;
    private static final Pattern INPUT = Pattern.compile("input_blocks[._](\\d{1,4})[._](\\d)[._](.+)");
    private static final Pattern MIDDLE = Pattern.compile("middle_block[._](\\d)[._](.+)");
    private static final Pattern OUTPUT = Pattern.compile("output_blocks[._](\\d{1,4})[._](\\d)[._](.+)");
    private static final Pattern DOWN =
            Pattern.compile("down_blocks\\.(\\d{1,4})\\.(resnets|attentions|downsamplers)\\.(\\d{1,4})\\.(.+)");
    private static final Pattern MID = Pattern.compile("mid_block\\.(resnets|attentions)\\.(\\d{1,4})\\.(.+)");
    private static final Pattern UP =
            Pattern.compile("up_blocks\\.(\\d{1,4})\\.(resnets|attentions|upsamplers)\\.(\\d{1,4})\\.(.+)");

    /** Inside a residual block, original to diffusers. */
    private static final Map<String, String> RESIDUAL = Map.of(
            "in_layers.0", "norm1",
            "in_layers.2", "conv1",
            "emb_layers.1", "time_emb_proj",
            "out_layers.0", "norm2",
            "out_layers.3", "conv2",
            "skip_connection", "conv_shortcut");

    /** Outside of blocks, original to diffusers. */
    private static final Map<String, String> ENDS = Map.of(
            "input_blocks.0.0", "conv_in",
            "out.0", "conv_norm_out",
            "out.2", "conv_out",
            "time_embed.0", "time_embedding.linear_1",
            "time_embed.2", "time_embedding.linear_2",
            "label_emb.0.0", "add_embedding.linear_1",
            "label_emb.0.2", "add_embedding.linear_2");

    private static final Map<String, String> RESIDUAL_BACK = reversed(RESIDUAL);
    private static final Map<String, String> ENDS_BACK = reversed(ENDS);

    /** What stands at a place of a block, in the original. */
    private static final int RESNET = 0;

    private static final int ATTENTION = 1;

    private static Map<String, String> reversed(Map<String, String> map) {
        Map<String, String> back = new LinkedHashMap<>();
        map.forEach((key, value) -> back.put(value, key));
        return Map.copyOf(back);
    }

    /** Whether a name is an original one. */
    public static boolean isLdm(String name) {
        return INPUT.matcher(name).matches()
                || MIDDLE.matcher(name).matches()
                || OUTPUT.matcher(name).matches()
                || end(name).isPresent();
    }

    private static Optional<String> end(String name) {
        return ENDS.entrySet().stream()
                .filter(entry -> name.equals(entry.getKey())
                        || name.equals(entry.getKey().replace('.', '_')))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * The layout that names of one UNet, in either form, speak of; the standard one if they fit it. A few names may fit
     * several layouts.
     */
    public static LdmNames of(Collection<String> names) {
        return IntStream.concat(IntStream.of(STANDARD.layers), IntStream.rangeClosed(1, MOST_LAYERS))
                .mapToObj(LdmNames::new)
                .filter(layout -> names.stream().allMatch(layout::fits))
                .findFirst()
                .orElse(STANDARD);
    }

    /** The smallest layout that has layers of all these names of diffusers. */
    public static LdmNames smallest(Collection<String> names) {
        return IntStream.rangeClosed(1, MOST_LAYERS)
                .mapToObj(LdmNames::new)
                .filter(layout -> names.stream().allMatch(layout::fits))
                .findFirst()
                .orElse(STANDARD);
    }

    private boolean fits(String name) {
        Matcher up = UP.matcher(name);
        Matcher down = DOWN.matcher(name);
        if (up.matches()) {
            return Integer.parseInt(up.group(3)) <= layers;
        }
        return down.matches()
                ? Integer.parseInt(down.group(3)) < layers
                : !isLdm(name) || diffusers(name).isPresent();
    }

    /** Diffusers' name for an original one; nothing if there can be no such layer. */
    public Optional<String> diffusers(String name) {
        Optional<String> end = end(name);
        if (end.isPresent()) {
            return end;
        }
        Matcher input = INPUT.matcher(name);
        Matcher middle = MIDDLE.matcher(name);
        Matcher output = OUTPUT.matcher(name);
        if (input.matches()) {
            return down(Integer.parseInt(input.group(1)), Integer.parseInt(input.group(2)), input.group(3));
        }
        if (output.matches()) {
            return up(Integer.parseInt(output.group(1)), Integer.parseInt(output.group(2)), output.group(3));
        }
        return middle.matches() ? mid(Integer.parseInt(middle.group(1)), middle.group(2)) : Optional.empty();
    }

    private Optional<String> down(int index, int place, String rest) {
        if (index == 0) {
            return Optional.empty();
        }
        String block = "down_blocks." + (index - 1) / (layers + 1);
        int layer = (index - 1) % (layers + 1);
        if (layer == layers) { // behind the residual blocks of a level stands what makes the next one smaller
            return place == 0 && rest.equals("op") ? Optional.of(block + ".downsamplers.0.conv") : Optional.empty();
        }
        return inBlock(block, layer, place, rest);
    }

    private Optional<String> up(int index, int place, String rest) {
        String block = "up_blocks." + index / (layers + 1);
        int layer = index % (layers + 1);
        if (place > 0 && layer == layers && rest.equals("conv")) {
            return Optional.of(block + ".upsamplers.0.conv");
        }
        return inBlock(block, layer, place, rest);
    }

    private static Optional<String> mid(int place, String rest) {
        return switch (place) {
            case 0 -> inBlock("mid_block", 0, RESNET, rest);
            case 1 -> inBlock("mid_block", 0, ATTENTION, rest);
            case 2 -> inBlock("mid_block", 1, RESNET, rest);
            default -> Optional.empty();
        };
    }

    private static Optional<String> inBlock(String block, int layer, int place, String rest) {
        return switch (place) {
            case RESNET ->
                RESIDUAL.entrySet().stream()
                        .filter(entry -> rest.equals(entry.getKey())
                                || rest.equals(entry.getKey().replace('.', '_')))
                        .map(entry -> block + ".resnets." + layer + "." + entry.getValue())
                        .findFirst();
            case ATTENTION -> Optional.of(block + ".attentions." + layer + "." + rest);
            default -> Optional.empty();
        };
    }

    /**
     * The original name for diffusers'; nothing if there can be no such layer. What makes a level larger stands behind a
     * transformer, as in SDXL, where every level that is made larger has one.
     */
    public Optional<String> ldm(String name) {
        if (ENDS_BACK.containsKey(name)) {
            return Optional.ofNullable(ENDS_BACK.get(name));
        }
        Matcher down = DOWN.matcher(name);
        Matcher mid = MID.matcher(name);
        Matcher up = UP.matcher(name);
        if (down.matches()) {
            int from = 1 + Integer.parseInt(down.group(1)) * (layers + 1);
            int layer = Integer.parseInt(down.group(3));
            return down.group(2).equals("downsamplers")
                    ? Optional.of("input_blocks." + (from + layers) + ".0.op")
                    : place(down.group(2), down.group(4)).map(place -> "input_blocks." + (from + layer) + place);
        }
        if (up.matches()) {
            int from = Integer.parseInt(up.group(1)) * (layers + 1);
            int layer = Integer.parseInt(up.group(3));
            return up.group(2).equals("upsamplers")
                    ? Optional.of("output_blocks." + (from + layers) + ".2.conv")
                    : place(up.group(2), up.group(4)).map(place -> "output_blocks." + (from + layer) + place);
        }
        if (!mid.matches()) {
            return Optional.empty();
        }
        boolean resnet = mid.group(1).equals("resnets");
        String at = "middle_block." + (resnet ? 2 * Integer.parseInt(mid.group(2)) : 1);
        return place(mid.group(1), mid.group(3)).map(place -> at + place.substring(2));
    }

    /** Place in a block and name there, with a dot in front. */
    private static Optional<String> place(String part, String rest) {
        return part.equals("attentions")
                ? Optional.of("." + ATTENTION + "." + rest)
                : Optional.ofNullable(RESIDUAL_BACK.get(rest)).map(name -> "." + RESNET + "." + name);
    }
}
