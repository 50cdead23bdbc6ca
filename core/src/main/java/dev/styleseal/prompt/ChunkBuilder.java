package dev.styleseal.prompt;

import dev.styleseal.clip.ClipTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Fills one chunk after the other. */
final class ChunkBuilder {
    /** How many tokens behind the last comma may move on to the next chunk; the web UI's default. */
    private static final int MOST_MOVED = 20;

    private final ClipTokenizer tokenizer;
    private final int room;
    private final List<Integer> comma;
    private final List<Chunk> done = new ArrayList<>();
    private List<Token> open = new ArrayList<>();

    /** @param run the ids that it must not be parted from, itself included */
    private record Token(int id, double weight, List<Integer> run) {}

    ChunkBuilder(ClipTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        room = tokenizer.maxLength() - 2;
        comma = Arrays.stream(tokenizer.ids(",")).boxed().toList();
    }

    /** Adds ids that stay together, at most as many as a chunk holds. */
    void add(List<Integer> run, double weight) {
        if (open.size() + run.size() > room) {
            turnOver(run);
        }
        run.forEach(id -> open.add(new Token(id, weight, run)));
    }

    private void turnOver(List<Integer> next) {
        List<Token> moved = List.of();
        int behind = behindLastComma();
        if (behind > 0 && !next.equals(comma) && open.size() - behind <= MOST_MOVED) {
            moved = List.copyOf(open.subList(behind, open.size()));
            open = open.subList(0, behind);
        }
        close();
        open.addAll(moved);
        if (open.size() + next.size() > room) { // a long learned word behind what moved
            close();
        }
    }

    private int behindLastComma() {
        for (int i = open.size(); i > 0; i--) {
            if (open.get(i - 1).run.equals(comma)) {
                return i;
            }
        }
        return 0;
    }

    /** Ends the chunk here, even an empty one. */
    void close() {
        List<Integer> ids = new ArrayList<>(List.of(tokenizer.beginId()));
        List<Double> weights = new ArrayList<>(Collections.nCopies(tokenizer.maxLength(), 1.0));
        for (Token token : open) {
            weights.set(ids.size(), token.weight);
            ids.add(token.id);
        }
        ids.add(tokenizer.endId());
        ids.addAll(Collections.nCopies(tokenizer.maxLength() - ids.size(), tokenizer.padId()));
        done.add(new Chunk(ids, weights));
        open = new ArrayList<>();
    }

    List<Chunk> finish() {
        if (!open.isEmpty() || done.isEmpty()) {
            close();
        }
        return List.copyOf(done);
    }
}
