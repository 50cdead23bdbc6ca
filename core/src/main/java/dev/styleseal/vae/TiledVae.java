package dev.styleseal.vae;

import dev.styleseal.error.BadInput;
import org.bytedeco.pytorch.Tensor;

/**
 * The codec for pictures of any size: what is larger than a tile is coded tile by tile, so that memory does not grow with
 * the picture. Tiles differ a little from the whole, because attention and norms see only the tile. Used on the engine
 * thread.
 *
 * @param vae codes each tile
 * @param side of a tile in pixels; {@link #WHOLE} codes every picture whole
 */
public record TiledVae(Vae vae, int side) {
    /** Stands for no tiles. */
    public static final int WHOLE = 0;

    private static final int QUARTERS = 4;
    private static final int CUSTOMARY = 512;

    public TiledVae {
        requireFits(vae.config(), side);
    }

    /** Refuses sides that cannot overlap by a quarter. */
    public static void requireFits(VaeConfig config, int side) {
        int step = QUARTERS * config.factor();
        if (side != WHOLE && (side < step || side % step != 0)) {
            throw new BadInput(
                    "The tile size is {0}. Expected a multiple of {1} pixels for this base, such as {2}, or 0 for no tiles. Correct --tile-size.",
                    side, step, Math.max(step, CUSTOMARY / step * step));
        }
    }

    /** As {@link Vae#encode}. */
    public LatentDistribution encode(Tensor picture) {
        if (!isLarger(picture, side)) {
            return vae.encode(picture);
        }
        return LatentDistribution.of(new Tiles(side, sideOfLatents()).run(picture, vae::moments));
    }

    /** As {@link Vae#decode}. */
    public Tensor decode(Tensor latents) {
        return isLarger(latents, sideOfLatents())
                ? new Tiles(sideOfLatents(), side).run(latents, vae::decode)
                : vae.decode(latents);
    }

    private int sideOfLatents() {
        return side / vae.config().factor();
    }

    private boolean isLarger(Tensor tensor, int tile) {
        return side != WHOLE && (tensor.size(2) > tile || tensor.size(3) > tile);
    }
}
