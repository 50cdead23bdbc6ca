package dev.styleseal.file;

import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.weights.HostTensor;
import java.util.List;
import java.util.Optional;

/**
 * How one layer of a seal is.
 *
 * @param path of the layer
 * @param block where it is
 * @param target what it does
 * @param norm Frobenius norm of its change, lengths of a DoRA aside
 * @param spectrum singular values of its change; nothing where finding them would take too long
 * @param largest magnitude of its values
 */
public record LayerHealth(
        String path, Block block, Target target, double norm, Optional<Spectrum> spectrum, float largest) {
    static LayerHealth of(AdapterModule module) {
        float largest = 0;
        for (HostTensor tensor : module.tensors()) {
            for (float value : tensor.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return new LayerHealth(
                module.path(),
                Block.of(module.path()),
                Target.of(module.path()),
                Math.sqrt(DeltaNorm.squared(module)),
                Spectra.of(module),
                largest);
    }

    /** That of all layers of a seal, by path. Needs no libtorch; a second for some hundred layers of rank 32. */
    public static List<LayerHealth> of(Seal seal) {
        return seal.modules().values().parallelStream().map(LayerHealth::of).toList();
    }
}
