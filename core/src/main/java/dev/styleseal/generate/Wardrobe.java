package dev.styleseal.generate;

import dev.styleseal.error.Message;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.nn.Linear;
import dev.styleseal.nn.LinearSlot;
import dev.styleseal.nn.LinearWrapper;
import java.util.ArrayList;
import java.util.List;

/** Several seals worn at once: their updates add up. Owns the adapters' tensors; used on the engine thread. */
public final class Wardrobe implements LinearWrapper, AutoCloseable {
    private record Piece(String name, LoraAdapter adapter) {}

    private final List<Piece> pieces = new ArrayList<>();

    public Wardrobe(List<WornSeal> seals) {
        for (WornSeal seal : seals) {
            pieces.add(new Piece(seal.name(), LoraAdapter.frozen(seal.seal().modules(), seal.weight())));
        }
    }

    @Override
    public Linear wrap(LinearSlot slot, Linear base) {
        Linear dressed = base;
        for (Piece piece : pieces) {
            dressed = piece.adapter.wrap(slot, dressed);
        }
        return dressed;
    }

    /**
     * Called when all networks are built.
     *
     * @throws dev.styleseal.error.BadInput if a seal was made for another architecture
     */
    public void requirePlaced() {
        pieces.forEach(piece -> piece.adapter.requirePlaced(Message.of("Seal {0}", piece.name)));
    }

    @Override
    public void close() {
        pieces.forEach(piece -> piece.adapter.close());
    }
}
