package dev.styleseal.surgery;

import dev.styleseal.file.Seal;
import dev.styleseal.lora.AdapterModule;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where layers come from, one after the other, so that no more than one needs to be in memory. */
public interface LayerSource {
    /** All layers there are. */
    SortedSet<String> paths();

    /** What one of them has learnt; may be asked for again. Called on the engine thread. */
    AdapterModule layer(String path);

    /** The layers of a seal. */
    static LayerSource of(Seal seal) {
        SortedSet<String> paths =
                Collections.unmodifiableSortedSet(new TreeSet<>(seal.modules().keySet()));
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
        };
    }
}
