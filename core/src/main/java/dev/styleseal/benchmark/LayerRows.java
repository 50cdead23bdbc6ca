package dev.styleseal.benchmark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows of numbers a layer of a UNet works on, by where it stands: pixels of its level, tokens of the text, or one
 * a picture.
 *
 * @param extent what goes through the network
 * @param levels of the network
 */
record LayerRows(Extent extent, int levels) {
    private static final Pattern BLOCK = Pattern.compile("unet\\.(down|up)_blocks\\.(\\d+)\\.(\\w+)\\..*");

    /** @param path such as {@code unet.down_blocks.1.attentions.0.proj_in} */
    long of(String path) {
        if (isOfPicture(path)) {
            return extent.batch();
        }
        return isOfText(path) ? (long) extent.batch() * extent.tokens() : extent.pixels(level(path));
    }

    /** Whether a layer works on what is known of the whole picture: the timestep, and SDXL's sizes. */
    static boolean isOfPicture(String path) {
        return path.contains("_embedding.") || path.endsWith("time_emb_proj");
    }

    /** Whether a layer works on the text. */
    static boolean isOfText(String path) {
        return path.endsWith("attn2.to_k") || path.endsWith("attn2.to_v");
    }

    private int level(String path) {
        Matcher block = BLOCK.matcher(path);
        if (!block.matches()) {
            return path.contains("mid_block") ? levels - 1 : 0;
        }
        int number = Integer.parseInt(block.group(2));
        int level = block.group(1).equals("down") ? number : levels - 1 - number;
        return switch (block.group(3)) {
            case "downsamplers" -> level + 1;
            case "upsamplers" -> level - 1;
            default -> level;
        };
    }
}
