package dev.styleseal.file;

import dev.styleseal.lora.AdapterModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How strongly a seal changes one part of the base.
 *
 * @param block such as down_blocks.0, mid_block, up_blocks.1, text_encoder.layers.3 or text_encoder_2
 * @param layers number of changed layers in it
 * @param zeroLayers how many of them change nothing
 * @param norm Frobenius norm of all changes to its weights together
 */
public record BlockStrength(String block, int layers, int zeroLayers, double norm) {
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

    /** A block's name and number; 0 where there is only one. */
    private record Block(String name, int number, boolean numbered) {
        static Block of(String path) {
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

        String label() {
            return numbered ? name + "." + number : name;
        }
    }

    /** All blocks that a seal touches, in the order in which a picture passes them; the text encoder last. */
    static List<BlockStrength> of(Collection<? extends AdapterModule> modules) {
        Map<Block, List<AdapterModule>> blocks = new TreeMap<>(Comparator.comparingInt(
                        (Block block) -> ORDER.contains(block.name()) ? ORDER.indexOf(block.name()) : ORDER.size())
                .thenComparing(Block::name)
                .thenComparingInt(Block::number));
        modules.forEach(module -> blocks.computeIfAbsent(Block.of(module.path()), block -> new ArrayList<>())
                .add(module));
        List<BlockStrength> strengths = new ArrayList<>();
        blocks.forEach((block, layers) -> strengths.add(of(block.label(), layers)));
        return strengths;
    }

    private static BlockStrength of(String label, List<AdapterModule> layers) {
        double sum = layers.stream().mapToDouble(DeltaNorm::squared).sum();
        int zeros = (int) layers.stream().filter(DeltaNorm::isZero).count();
        return new BlockStrength(label, layers.size(), zeros, Math.sqrt(sum));
    }
}
