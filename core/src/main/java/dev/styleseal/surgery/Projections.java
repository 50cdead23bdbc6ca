package dev.styleseal.surgery;

import dev.styleseal.file.BaseFamily;
import dev.styleseal.file.Seal;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the ways into and out of transformers are in the base of some seals: 1x1 convolutions in Stable Diffusion 1,
 * linear layers in 2 and XL. LoHa and LoKr do not say it, but whatever is made of them must: diffusers and PEFT refuse the
 * other shape.
 *
 * @param convolutions whether they are 1x1 convolutions
 */
record Projections(boolean convolutions) {
    /** By what other layers of this kind look like, else by the line of models. */
    static Projections of(Collection<Seal> seals) {
        Optional<Boolean> shown = seals.stream()
                .flatMap(seal -> seal.modules().values().stream())
                .filter(module -> isOne(module.path()))
                .flatMap(module -> shown(module).stream())
                .findFirst();
        return new Projections(shown.orElseGet(() ->
                seals.stream().anyMatch(seal -> seal.family().equals(Optional.of(BaseFamily.SD1)))));
    }

    private static boolean isOne(String path) {
        return path.startsWith("unet.") && (path.endsWith(".proj_in") || path.endsWith(".proj_out"));
    }

    /** What the module itself says; lengths of a DoRA have the dimensions of the weight. */
    private static Optional<Boolean> shown(AdapterModule module) {
        if (module instanceof LohaModule loha) {
            return loha.ofConvolution() ? Optional.of(true) : Optional.empty();
        }
        if (module instanceof LokrModule lokr) {
            return lokr.ofConvolution() ? Optional.of(true) : Optional.empty();
        }
        return module.columns() == 0
                ? Optional.empty()
                : Optional.of(LayerShape.of(module).sizes().size() == 4);
    }

    /** The shape of the weight that a module changes. */
    LayerShape shape(AdapterModule module) {
        LayerShape shape = LayerShape.of(module);
        boolean silent = shown(module).isEmpty() && shape.sizes().size() == 2;
        return convolutions && silent && isOne(module.path())
                ? new LayerShape(List.of(shape.rows(), shape.columns(), 1L, 1L))
                : shape;
    }
}
