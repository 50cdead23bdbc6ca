package dev.styleseal.generate;

import dev.styleseal.error.Message;
import dev.styleseal.lora.LoraAdapter;
import dev.styleseal.lora.Merging;
import dev.styleseal.nn.FrozenLayer;
import dev.styleseal.nn.LayerSlot;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Update;
import java.util.ArrayList;
import java.util.List;

/** Several seals worn at once: their updates add up. Owns the adapters' tensors; used on the engine thread. */
public final class Wardrobe implements LayerWrapper, AutoCloseable {
    private record Piece(String name, LoraAdapter adapter) {}

    private final Merging merging;
    private final List<Piece> pieces = new ArrayList<>();

    /** Seals whose updates are all added apart, as the reference does. */
    public Wardrobe(List<WornSeal> seals) {
        this(seals, 0);
    }

    /** @param roomForMerging bytes that may be taken so that costly updates cost less; see {@link Merging} */
    public Wardrobe(List<WornSeal> seals, long roomForMerging) {
        merging = new Merging(roomForMerging);
        for (WornSeal seal : seals) {
            pieces.add(
                    new Piece(seal.name(), LoraAdapter.frozen(seal.seal().modules(), seal::weight, seal.leniency())));
        }
    }

    /** Those of each seal, in the order in which they are worn. */
    @Override
    public List<Update> updates(LayerSlot slot, FrozenLayer frozen) {
        List<Update> updates = new ArrayList<>();
        pieces.forEach(piece -> updates.addAll(piece.adapter.updates(slot, frozen)));
        return merging.of(frozen, updates);
    }

    /**
     * Called when all networks are built.
     *
     * @throws dev.styleseal.error.BadInput if a seal was made for another architecture
     */
    public void requirePlaced() {
        pieces.forEach(piece -> piece.adapter.requirePlaced(Message.of("Seal {0}", piece.name)));
    }

    /** What was left out, in words; empty where seals are worn strictly. */
    public List<Message> leftOut() {
        List<Message> words = new ArrayList<>();
        for (Piece piece : pieces) {
            List<String> homeless = piece.adapter.homeless();
            if (!homeless.isEmpty()) {
                words.add(Message.of(
                        "Seal {0} is worn without {1} {1|module|modules} that {1|has|have} no place in this base, such as {2}.",
                        piece.name, homeless.size(), homeless.get(0)));
            }
        }
        return words;
    }

    @Override
    public void close() {
        merging.close();
        pieces.forEach(piece -> piece.adapter.close());
    }
}
