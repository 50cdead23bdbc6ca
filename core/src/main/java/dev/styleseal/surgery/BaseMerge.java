package dev.styleseal.surgery;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.WeightChange;
import dev.styleseal.error.BadInput;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.tensor.Engine;
import dev.styleseal.weights.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Seals put into the weights of a base, so that it paints without them as it does when it wears them. Each weight is
 * changed on its way into the new model; no more than one is in memory. Used by one thread at a time.
 */
public final class BaseMerge implements WeightChange {
    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    private final Map<String, List<WornWeight.Share>> shares = new TreeMap<>(); // by path of the layer
    private final SortedSet<String> homeless = new TreeSet<>();

    /** Plans to put these seals, with their weights, into a base. */
    public BaseMerge(List<WornSeal> seals) {
        for (WornSeal seal : seals) {
            for (AdapterModule module : seal.seal().modules().values()) {
                if (seal.weight(module.path()) != 0) {
                    shares.computeIfAbsent(module.path(), path -> new ArrayList<>())
                            .add(new WornWeight.Share(seal, module));
                }
            }
        }
        homeless.addAll(shares.keySet());
    }

    /** How many layers change. */
    public int layers() {
        return shares.size();
    }

    @Override
    public boolean touches(Component component, String name) {
        String tensor = component.folder() + "." + name;
        if (tensor.endsWith(WEIGHT)) {
            String path = without(tensor, WEIGHT);
            homeless.remove(path);
            return shares.containsKey(path);
        }
        return tensor.endsWith(BIAS)
                && of(without(tensor, BIAS)).stream()
                        .anyMatch(share -> share.module() instanceof FullModule full
                                && full.bias().isPresent());
    }

    private static String without(String name, String ending) {
        return name.substring(0, name.length() - ending.length());
    }

    private List<WornWeight.Share> of(String path) {
        return shares.getOrDefault(path, List.of());
    }

    /** Errors: BadInput if a layer of a seal has no place in the base. */
    @Override
    public void requirePlaced() {
        if (!homeless.isEmpty()) {
            String first = homeless.first();
            throw new BadInput(
                    "Seal {0} was made for another architecture: {1} layers have no place in this base, the first is {2}. Use it with the base it was trained on (inspect shows which).",
                    of(first).get(0).seal().name(), homeless.size(), first);
        }
    }

    /** Errors: BadInput if a shape does not fit. */
    @Override
    public float[] changed(Component component, String name, List<Long> shape, float[] values) {
        String tensor = component.folder() + "." + name;
        boolean bias = tensor.endsWith(BIAS);
        List<WornWeight.Share> there = of(without(tensor, bias ? BIAS : WEIGHT));
        LayerShape layer = new LayerShape(shape);
        there.forEach(share -> requireFits(share, layer, bias));
        return Engine.call(() -> bias ? WornWeight.biasOf(there, values) : WornWeight.of(there, layer, values));
    }

    private static void requireFits(WornWeight.Share share, LayerShape layer, boolean bias) {
        if (share.module() instanceof FullModule full) {
            HostTensor given = bias ? full.bias().orElse(null) : full.weight().orElse(null);
            if (given == null || given.values().length == layer.rows() * layer.columns()) {
                return;
            }
        } else if (LayerShape.of(share.module()).fits(layer)) {
            return;
        }
        throw new BadInput(
                "Seal {0} was made for another architecture: {1} has a weight of shape {2} in it, and {3} in this base. Use it with the base it was trained on (inspect shows which).",
                share.seal().name(),
                share.module().path(),
                Arrays.toString(LayerShape.of(share.module()).sizes().toArray()),
                Arrays.toString(layer.sizes().toArray()));
    }
}
