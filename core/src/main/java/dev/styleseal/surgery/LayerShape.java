package dev.styleseal.surgery;

import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.weights.HostTensor;
import java.util.List;

/**
 * The shape of a layer's weight.
 *
 * @param sizes [out, in] of a projection, [out, in, k, k] of a convolution, [channels] of a norm
 */
public record LayerShape(List<Long> sizes) {
    public LayerShape {
        sizes = List.copyOf(sizes);
    }

    /**
     * The shape of the weight that a module changes. LoHa and LoKr do not keep the kernel, so their layer's name tells it:
     * what is called a convolution has a kernel of 3, shortcuts of 1.
     */
    public static LayerShape of(AdapterModule module) {
        if (module instanceof BiasedLoraModule biased) {
            return of(biased.lora());
        }
        if (module instanceof LoraModule lora) {
            List<Long> down = lora.down().shape();
            long out = lora.outputs();
            return new LayerShape(
                    lora.convolution()
                            ? List.of(out, down.get(1), down.get(2), down.get(3))
                            : List.of(out, down.get(1)));
        }
        if (module instanceof FullModule full) {
            return new LayerShape(
                    full.weight().or(full::bias).map(HostTensor::shape).orElseThrow());
        }
        if (module instanceof LohaModule loha) {
            return named(loha.path(), loha.first().rows(), loha.first().columns());
        }
        Matrix first = ((LokrModule) module).first();
        Matrix second = ((LokrModule) module).second();
        return named(module.path(), (long) first.rows() * second.rows(), (long) first.columns() * second.columns());
    }

    private static LayerShape named(String path, long rows, long columns) {
        if (path.endsWith(".conv_shortcut")) {
            return new LayerShape(List.of(rows, columns, 1L, 1L));
        }
        boolean kernel = path.matches(".*\\.conv(1|2|_in|_out)?") && columns % 9 == 0;
        return new LayerShape(kernel ? List.of(rows, columns / 9, 3L, 3L) : List.of(rows, columns));
    }

    /** Channels that go out: rows of the weight as a matrix. */
    public long rows() {
        return sizes.get(0);
    }

    /** What one row of the weight holds: in * k * k. */
    public long columns() {
        long columns = 1;
        for (int i = 1; i < sizes.size(); i++) {
            columns *= sizes.get(i);
        }
        return columns;
    }

    /** Whether a low-rank update can hold a change of it: a matrix or a square convolution. */
    public boolean holdsLora() {
        return sizes.size() == 2 || (sizes.size() == 4 && sizes.get(2).equals(sizes.get(3)));
    }

    /** The same number of rows and columns, a 1x1 convolution being a projection. */
    public boolean fits(LayerShape other) {
        return rows() == other.rows() && columns() == other.columns();
    }

    /** A low-rank update of this layer. {@code up} is [out, rank], {@code down} [rank, in * k * k]; the scale is 1. */
    LoraModule lora(String path, float[] up, float[] down) {
        long rank = up.length / rows();
        if (sizes.size() == 2) {
            return new LoraModule(path, HostTensor.of(down, rank, columns()), HostTensor.of(up, rows(), rank), rank);
        }
        return new LoraModule(
                path,
                HostTensor.of(down, rank, sizes.get(1), sizes.get(2), sizes.get(3)),
                HostTensor.of(up, rows(), rank, 1, 1),
                rank);
    }
}
