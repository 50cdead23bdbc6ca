package dev.styleseal.surgery;

import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.WeightChange;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.tensor.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    private final Map<WornSeal, SortedSet<String>> leftOut = new LinkedHashMap<>(); // where seals are worn leniently

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

    /** How many layers change; known when the base was read. */
    public int layers() {
        return shares.size() - homeless.size();
    }

    /** What was left out of seals that are worn leniently, in words; known when the base was read. */
    public List<Message> leftOut() {
        return leftOut.entrySet().stream()
                .map(seal -> Message.of(
                        "Seal {0} is worn without {1} {1|module|modules} that {1|has|have} no place in this base, such as {2}.",
                        seal.getKey().name(),
                        seal.getValue().size(),
                        seal.getValue().first()))
                .toList();
    }

    private void leaveOut(WornWeight.Share share) {
        leftOut.computeIfAbsent(share.seal(), seal -> new TreeSet<>())
                .add(share.module().path());
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
                        .anyMatch(share -> share.module().bias().isPresent());
    }

    private static String without(String name, String ending) {
        return name.substring(0, name.length() - ending.length());
    }

    private List<WornWeight.Share> of(String path) {
        return shares.getOrDefault(path, List.of());
    }

    /** Errors: BadInput if a layer of a seal that is not worn leniently has no place in the base. */
    @Override
    public void requirePlaced() {
        for (String path : homeless) {
            for (WornWeight.Share share : of(path)) {
                if (share.seal().leniency() == Leniency.STRICT) {
                    throw new BadInput(
                            "Seal {0} was made for another architecture: {1} layers have no place in this base, the first is {2}. Use it with the base it was trained on (inspect shows which).",
                            share.seal().name(), homeless.size(), path);
                }
                leaveOut(share);
            }
        }
    }

    /** Errors: BadInput if a shape does not fit. */
    @Override
    public float[] changed(Component component, String name, List<Long> shape, float[] values) {
        String tensor = component.folder() + "." + name;
        boolean bias = tensor.endsWith(BIAS);
        LayerShape layer = new LayerShape(shape);
        List<WornWeight.Share> there = of(without(tensor, bias ? BIAS : WEIGHT)).stream()
                .filter(share -> isPlaced(share, layer, bias))
                .toList();
        return Engine.call(() -> bias ? WornWeight.biasOf(there, values) : WornWeight.of(there, layer, values));
    }

    private boolean isPlaced(WornWeight.Share share, LayerShape layer, boolean bias) {
        if (fits(share.module(), layer, bias)) {
            return true;
        }
        if (share.seal().leniency() == Leniency.LENIENT) {
            leaveOut(share);
            return false;
        }
        throw new BadInput(
                "Seal {0} was made for another architecture: {1} has a weight of shape {2} in it, and {3} in this base. Use it with the base it was trained on (inspect shows which).",
                share.seal().name(),
                share.module().path(),
                Arrays.toString(LayerShape.of(share.module()).sizes().toArray()),
                Arrays.toString(layer.sizes().toArray()));
    }

    private static boolean fits(AdapterModule module, LayerShape layer, boolean bias) {
        if (bias) {
            return module.bias()
                    .map(values -> values.values().length == layer.rows())
                    .orElse(true);
        }
        return module.columns() == 0 || LayerShape.of(module).fits(layer);
    }
}
