package dev.styleseal.file;

import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.Spectrum;
import dev.styleseal.weights.HostTensor;
import java.util.Optional;

/**
 * How one layer of a seal is.
 *
 * @param path of the layer
 * @param block where it is
 * @param target what it does
 * @param norm Frobenius norm of its change, lengths of a DoRA aside
 * @param matrix whether its change has singular values: norms and biases have none
 * @param spectrum singular values of its change; nothing where finding them would take too long
 * @param largest magnitude of its values
 */
public record LayerHealth(
        String path,
        Block block,
        Target target,
        double norm,
        boolean matrix,
        Optional<Spectrum> spectrum,
        float largest) {
    static LayerHealth of(AdapterModule module, int largestSide) {
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
                module.columns() > 0 && AdapterKind.of(module) != AdapterKind.NORM,
                Spectra.of(module, largestSide),
                largest);
    }
}
