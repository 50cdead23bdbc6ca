package dev.styleseal.vae;

import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Runs a network tile by tile and joins what comes out: neighbours overlap by a quarter and fade into each other there.
 * Equal to diffusers' {@code AutoencoderKL.tiled_decode} and {@code _tiled_encode} with their overlap of 0.25.
 *
 * @param side of a tile going in, a multiple of 4
 * @param sideOut of a tile coming out, a multiple of 4
 */
record Tiles(int side, int sideOut) {
    private static final int QUARTER = 4;

    /** x [B, C, H, W] to the network's output at the other scale. */
    Tensor run(Tensor x, UnaryOperator<Tensor> network) {
        try (Scope scope = new Scope()) {
            List<Tensor> rows = new ArrayList<>();
            List<Tensor> above = List.of();
            for (long top = 0; top < x.size(2); top += stride()) {
                List<Tensor> row = row(x, top, above, network);
                rows.add(joined(row));
                above = row;
            }
            return scope.keep(torch.cat(new TensorVector(rows.toArray(new Tensor[0])), 2));
        }
    }

    private List<Tensor> row(Tensor x, long top, List<Tensor> above, UnaryOperator<Tensor> network) {
        List<Tensor> row = new ArrayList<>();
        for (long left = 0; left < x.size(3); left += stride()) {
            try (Scope scope = new Scope()) {
                Tensor tile = network.apply(part(part(x, 2, top), 3, left));
                if (!above.isEmpty()) {
                    tile = faded(above.get(row.size()), tile, 2);
                }
                if (!row.isEmpty()) {
                    tile = faded(row.get(row.size() - 1), tile, 3);
                }
                row.add(scope.keep(tile));
            }
        }
        return row;
    }

    private Tensor part(Tensor x, int dimension, long from) {
        return x.narrow(dimension, from, Math.min(side, x.size(dimension) - from));
    }

    /** The tile, its first lines along a dimension fading in over the last lines of the tile before. */
    private Tensor faded(Tensor before, Tensor tile, int dimension) {
        int extent = (int) Math.min(sideOut / QUARTER, Math.min(before.size(dimension), tile.size(dimension)));
        float[] in = new float[extent];
        float[] out = new float[extent];
        for (int i = 0; i < extent; i++) {
            in[i] = (float) (i / (double) extent);
            out[i] = (float) (1 - i / (double) extent);
        }
        long[] shape = dimension == 2 ? new long[] {1, 1, extent, 1} : new long[] {1, 1, 1, extent};
        Tensor end = before.narrow(dimension, before.size(dimension) - extent, extent);
        Tensor begin = tile.narrow(dimension, 0, extent);
        Tensor mixed = end.mul(Tensors.of(out, shape)).add(begin.mul(Tensors.of(in, shape)));
        Tensor rest = tile.narrow(dimension, extent, tile.size(dimension) - extent);
        return torch.cat(new TensorVector(mixed, rest), dimension);
    }

    /** The tiles without what the next ones overlap. */
    private Tensor joined(List<Tensor> row) {
        int kept = sideOut - sideOut / QUARTER;
        Tensor[] parts = row.stream()
                .map(tile -> tile.narrow(2, 0, Math.min(kept, tile.size(2))).narrow(3, 0, Math.min(kept, tile.size(3))))
                .toArray(Tensor[]::new);
        return torch.cat(new TensorVector(parts), 3);
    }

    private int stride() {
        return side - side / QUARTER;
    }
}
