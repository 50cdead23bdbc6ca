package dev.styleseal.surgery;

import dev.styleseal.data.Progress;
import dev.styleseal.error.Cancellation;
import dev.styleseal.file.Block;
import dev.styleseal.file.Seal;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.tensor.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where two seals meet, block by block, and what is to be expected when both are worn: a prediction from their weights
 * alone, without the base. Norms, biases and lengths of a DoRA are not looked at.
 *
 * @param blocks of which both change layers, as a picture passes them
 * @param layers each such layer, in order of path
 * @param onlyA number of layers that only the first changes
 * @param onlyB number of layers that only the second changes
 * @param unlike number of layers of both whose weights have different shapes: the seals are for different bases
 */
public record Overlap(List<BlockOverlap> blocks, List<LayerOverlap> layers, int onlyA, int onlyB, int unlike) {
    public Overlap {
        blocks = List.copyOf(blocks);
        layers = List.copyOf(layers);
    }

    /**
     * Compares two seals. May be called from any thread.
     *
     * @throws dev.styleseal.error.Interrupted if that is asked for
     */
    public static Overlap of(Seal a, Seal b, Progress progress, Cancellation cancellation) {
        List<String> common = a.modules().keySet().stream()
                .filter(path -> b.modules().containsKey(path))
                .toList();
        List<LayerOverlap> layers = new ArrayList<>();
        int unlike = 0;
        int done = 0;
        for (String path : common) {
            cancellation.check();
            AdapterModule mine = at(a, path);
            AdapterModule theirs = at(b, path);
            if (isMatrix(mine) && isMatrix(theirs)) {
                if (LayerShape.of(mine).fits(LayerShape.of(theirs))) {
                    layers.add(Engine.call(() -> LayerOverlap.of(mine, theirs)));
                } else {
                    unlike++;
                }
            }
            progress.advanced(++done, common.size());
        }
        double energyA = layers.stream()
                .mapToDouble(layer -> layer.normA() * layer.normA())
                .sum();
        double energyB = layers.stream()
                .mapToDouble(layer -> layer.normB() * layer.normB())
                .sum();
        Map<Block, List<LayerOverlap>> blocks = new TreeMap<>();
        layers.forEach(layer -> blocks.computeIfAbsent(Block.of(layer.path()), block -> new ArrayList<>())
                .add(layer));
        List<BlockOverlap> means = new ArrayList<>();
        blocks.forEach((block, some) -> means.add(BlockOverlap.of(block, some, energyA, energyB)));
        return new Overlap(
                means, layers, a.modules().size() - common.size(), b.modules().size() - common.size(), unlike);
    }

    private static AdapterModule at(Seal seal, String path) {
        AdapterModule module = seal.modules().get(path);
        if (module == null) {
            throw new IllegalArgumentException("there is no layer " + path);
        }
        return module;
    }

    private static boolean isMatrix(AdapterModule module) {
        return module.columns() > 0 && LayerShape.of(module).sizes().size() > 1;
    }

    /** How much both meet, over all blocks, counted by their norms: 0 to 1. */
    public double meeting() {
        double weights = 0;
        double sum = 0;
        for (LayerOverlap layer : layers) {
            double weight = layer.normA() * layer.normB();
            weights += weight;
            sum += weight * layer.meeting();
        }
        return weights == 0 ? 0 : sum / weights;
    }

    /** Cosine between both seals' changes to the layers that both have, -1 to 1. */
    public double cosine() {
        double product = layers.stream().mapToDouble(LayerOverlap::product).sum();
        double a = layers.stream()
                .mapToDouble(layer -> layer.normA() * layer.normA())
                .sum();
        double b = layers.stream()
                .mapToDouble(layer -> layer.normB() * layer.normB())
                .sum();
        return a * b == 0 ? 0 : product / Math.sqrt(a * b);
    }
}
