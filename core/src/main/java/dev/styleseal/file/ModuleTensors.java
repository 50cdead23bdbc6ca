package dev.styleseal.file;

import dev.styleseal.file.SealKey.Part;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.weights.HostTensor;
import java.util.EnumMap;
import java.util.Map;

/** A module as the tensors of a file, without alpha and lengths, which dialects treat differently. */
final class ModuleTensors {
    private ModuleTensors() {}

    static Map<Part, HostTensor> of(AdapterModule module) {
        Map<Part, HostTensor> tensors = new EnumMap<>(Part.class);
        if (module instanceof BiasedLoraModule biased) {
            tensors.putAll(of(biased.lora()));
            tensors.put(Part.DIFF_B, biased.shift());
        } else if (module instanceof LoraModule lora) {
            tensors.put(Part.DOWN, lora.down());
            tensors.put(Part.UP, lora.up());
        } else if (module instanceof LohaModule loha) {
            tensors.put(Part.HADA_W1_A, loha.first().a());
            tensors.put(Part.HADA_W1_B, loha.first().b());
            tensors.put(Part.HADA_W2_A, loha.second().a());
            tensors.put(Part.HADA_W2_B, loha.second().b());
        } else if (module instanceof LokrModule lokr) {
            put(tensors, lokr.first(), Part.LOKR_W1, Part.LOKR_W1_A, Part.LOKR_W1_B);
            put(tensors, lokr.second(), Part.LOKR_W2, Part.LOKR_W2_A, Part.LOKR_W2_B);
        } else if (module instanceof FullModule full) {
            boolean norm = AdapterKind.of(full) == AdapterKind.NORM;
            full.weight().ifPresent(weight -> tensors.put(norm ? Part.W_NORM : Part.DIFF, weight));
            full.bias().ifPresent(bias -> tensors.put(norm ? Part.B_NORM : Part.DIFF_B, bias));
        }
        return tensors;
    }

    private static void put(Map<Part, HostTensor> tensors, Matrix matrix, Part whole, Part a, Part b) {
        if (matrix instanceof Matrix.Product product) {
            tensors.put(a, product.a());
            tensors.put(b, product.b());
        } else {
            tensors.put(whole, ((Matrix.Whole) matrix).values());
        }
    }

    /** Whether a file shapes what belongs to the module's channels as for a weight with a kernel. */
    static boolean isOfConvolution(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return biased.lora().convolution();
        }
        if (module instanceof LoraModule lora) {
            return lora.convolution();
        }
        return (module instanceof LohaModule loha && loha.ofConvolution())
                || (module instanceof LokrModule lokr && lokr.ofConvolution());
    }

    /** The module with alpha as a file keeps it. */
    static AdapterModule withFloatAlpha(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return new BiasedLoraModule((LoraModule) withFloatAlpha(biased.lora()), biased.shift());
        }
        if (module instanceof LoraModule lora) {
            return new LoraModule(lora.path(), lora.down(), lora.up(), (float) lora.alpha(), lora.magnitude());
        }
        if (module instanceof LohaModule loha) {
            return new LohaModule(
                    loha.path(),
                    loha.first(),
                    loha.second(),
                    (float) loha.alpha(),
                    loha.magnitude(),
                    loha.ofConvolution());
        }
        if (module instanceof LokrModule lokr) {
            return new LokrModule(
                    lokr.path(),
                    lokr.first(),
                    lokr.second(),
                    (float) lokr.alpha(),
                    lokr.magnitude(),
                    lokr.ofConvolution());
        }
        return module;
    }
}
