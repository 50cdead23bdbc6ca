package dev.styleseal.surgery;

import dev.styleseal.file.Seal;
import dev.styleseal.lora.AdapterModule;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Where layers come from, one after the other, so that no more than one needs to be in memory. */
public interface LayerSource {
    /** All layers there are. */
    SortedSet<String> paths();

    /** What one of them has learnt; may be asked for again. Called on the engine thread. */
    AdapterModule layer(String path);

    /** The shape of the weight that one of them changes. */
    LayerShape shape(AdapterModule module);

    /** The layers of a seal. */
    static LayerSource of(Seal seal) {
        return of(seal, module -> true);
    }

    /** Some layers of a seal. */
    static LayerSource of(Seal seal, Predicate<AdapterModule> wanted) {
        SortedSet<String> paths = Collections.unmodifiableSortedSet(seal.modules().values().stream()
                .filter(wanted)
                .map(AdapterModule::path)
                .collect(Collectors.toCollection(TreeSet::new)));
        Projections projections = Projections.of(List.of(seal));
        return new LayerSource() {
            @Override
            public SortedSet<String> paths() {
                return paths;
            }

            @Override
            public AdapterModule layer(String path) {
                AdapterModule module = seal.modules().get(path);
                if (module == null) {
                    throw new IllegalArgumentException("there is no layer " + path);
                }
                return module;
            }

            @Override
            public LayerShape shape(AdapterModule module) {
                return projections.shape(module);
            }
        };
    }
}
