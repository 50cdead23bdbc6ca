package dev.styleseal.file;

import dev.styleseal.lora.AdapterModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How strongly a seal changes one part of the base.
 *
 * @param block such as down_blocks.0, mid_block, up_blocks.1, text_encoder.layers.3 or text_encoder_2
 * @param layers number of changed layers in it
 * @param zeroLayers how many of them change nothing
 * @param norm Frobenius norm of all changes to its weights together
 */
public record BlockStrength(String block, int layers, int zeroLayers, double norm) {
    /** All blocks that a seal touches, in the order in which a picture passes them; the text encoder last. */
    static List<BlockStrength> of(Collection<? extends AdapterModule> modules) {
        Map<Block, List<AdapterModule>> blocks = new TreeMap<>();
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
