package dev.styleseal.model;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.io.MachineMemory;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Precision;
import dev.styleseal.tensor.Weights;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How the matrices of a UNet are kept: as was said, and where nothing was, as there is room for.
 *
 * @param wish what was said
 * @param bytes that the 16-bit matrices of its files take in float32
 * @param memory of this machine, or of the container, in bytes
 */
record WeightRoom(Weights wish, long bytes, long memory) {
    private static final int GIGA = 1_000_000_000;

    /** Of a UNet and this machine. Only products in float32 on the CPU have a choice: elsewhere nothing is gained. */
    static WeightRoom on(Placement placement, Part unet) {
        boolean isOpen =
                placement.weights() == Weights.AUTO && placement.isCpu() && placement.precision() == Precision.FLOAT32;
        return new WeightRoom(placement.weights(), isOpen ? float32Bytes(unet) : 0, MachineMemory.bytes());
    }

    /** By the heads of its files alone. */
    private static long float32Bytes(Part unet) {
        AtomicLong bytes = new AtomicLong();
        unet.tensors((piece, file) -> {
            if (piece.sizes().length > 1 && piece.entry().dtype().bytes() == Short.BYTES) {
                bytes.addAndGet(Float.BYTES * piece.byteLength() / Short.BYTES);
            }
        });
        return bytes.get();
    }

    /** As it was said; else as stored where float32 would take more than half of the memory. */
    Weights choice() {
        if (wish != Weights.AUTO) {
            return wish;
        }
        return bytes > memory / 2 ? Weights.STORED : Weights.FULL;
    }

    /** What a user should know of it. */
    Optional<Message> remark() {
        return wish == Weights.AUTO && choice() == Weights.STORED
                ? Optional.of(Message.of(
                        "The matrices of the base stay in 16 bits as in its files: in float32 they would take {0} GB of the {1} GB of this machine. The numbers are the same; a step takes somewhat longer. --base-weights full keeps them in float32.",
                        Figure.decimal((double) bytes / GIGA, 1), Figure.decimal((double) memory / GIGA, 1)))
                : Optional.empty();
    }
}
