package dev.styleseal.benchmark;

import dev.styleseal.error.Figure;
import dev.styleseal.error.OutOfMemory;
import dev.styleseal.run.SystemMemory;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Precision;
import java.util.OptionalLong;

/** Refuses random weights that this machine cannot hold, before any is made: a system that swaps measures its disk. */
final class MemoryCheck {
    private MemoryCheck() {}

    /**
     * Looks at the free memory; where the system does not tell it, or another device holds the weights, anything fits.
     *
     * @param parameters values of the network
     * @throws OutOfMemory if they do not fit
     */
    static void require(KnownShape shape, long parameters, Placement placement, SystemMemory system) {
        long bytes = parameters * (placement.precision() == Precision.FLOAT32 ? Float.BYTES : Short.BYTES);
        OptionalLong room = system.room();
        if (placement.device().startsWith("cpu") && room.isPresent() && bytes > room.getAsLong()) {
            throw new OutOfMemory(
                    "The weights of {0} take {1} GB in {2}, and {3} GB are free. Expected room for them and for the work. Close other programs, use --precision bf16, or a smaller --kind.",
                    shape.label(),
                    Figure.decimal(bytes / 1e9, 1),
                    placement.precision().label(),
                    Figure.decimal(room.getAsLong() / 1e9, 1));
        }
    }
}
