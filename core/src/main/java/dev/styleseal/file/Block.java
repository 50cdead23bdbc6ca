package dev.styleseal.file;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a base to which layers belong. Blocks are ordered as a picture passes them; text encoders come last.
 *
 * @param name such as down_blocks, mid_block or text_encoder.layers
 * @param number which of them; 0 where there is only one
 * @param numbered whether there are several
 */
public record Block(String name, int number, boolean numbered) implements Comparable<Block> {
    private static final Pattern UNET = Pattern.compile("unet\\.(?:((?:down|up)_blocks)\\.(\\d+)|(\\w+)).*");
    private static final Pattern TEXT = Pattern.compile("(text_encoder(?:_2)?)\\.(?:.*\\.)?layers\\.(\\d+)\\..*");

    private static final List<String> ORDER = List.of(
            "conv_in",
            "time_embedding",
            "add_embedding",
            "down_blocks",
            "mid_block",
            "up_blocks",
            "conv_out",
            "text_encoder.layers",
            "text_encoder_2.layers");

    private static final Comparator<Block> AS_PASSED = Comparator.comparingInt(
                    (Block block) -> ORDER.contains(block.name()) ? ORDER.indexOf(block.name()) : ORDER.size())
            .thenComparing(Block::name)
            .thenComparingInt(Block::number);

    /** The block of a layer, by its path. */
    public static Block of(String path) {
        Matcher unet = UNET.matcher(path);
        if (unet.matches()) {
            return unet.group(1) == null
                    ? new Block(unet.group(3), 0, false)
                    : new Block(unet.group(1), Integer.parseInt(unet.group(2)), true);
        }
        Matcher text = TEXT.matcher(path);
        return text.matches()
                ? new Block(text.group(1) + ".layers", Integer.parseInt(text.group(2)), true)
                : new Block(Component.of(path).folder(), 0, false);
    }

    /** Such as down_blocks.0, mid_block or text_encoder.layers.3. */
    public String label() {
        return numbered ? name + "." + number : name;
    }

    @Override
    public int compareTo(Block other) {
        return AS_PASSED.compare(this, other);
    }
}
