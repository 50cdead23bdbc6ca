package dev.styleseal.clip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns a word into ids of sub-words: its bytes, joined pair by pair, the earliest merge of the list first.
 *
 * <p>Byte-pair encoding as CLIP has it (Sennrich, Haddow and Birch 2016, "Neural Machine Translation of Rare Words with
 * Subword Units", section 3.2): the last byte of a word carries {@code </w>}. Of equal merges the leftmost goes first.
 * Takes time n log n for a word of n bytes. May be shared between threads.
 */
final class BytePairEncoder {
    /** Captions repeat their words; a full cache takes no more, so that memory stays bounded (about 10 MB). */
    private static final int CACHED_WORDS = 20_000;

    private static final int LONGEST_CACHED_WORD = 64;

    private final Map<Long, Joined> merges = new HashMap<>();
    private final int[] insideIds;
    private final int[] endIds;
    private final Map<String, int[]> cache = new ConcurrentHashMap<>();

    /**
     * @param vocabulary checked: both halves and the result of every merge have ids
     * @param unknownId stands for a byte that the vocabulary does not have
     */
    BytePairEncoder(Vocabulary vocabulary, int unknownId) {
        List<Vocabulary.Merge> list = vocabulary.merges();
        for (int rank = 0; rank < list.size(); rank++) {
            Vocabulary.Merge merge = list.get(rank);
            long pair = pair(vocabulary.id(merge.left()), vocabulary.id(merge.right()));
            merges.put(pair, new Joined(rank, vocabulary.id(merge.joined())));
        }
        List<String> symbols = ByteSymbols.byByte();
        insideIds = ids(symbols, "", vocabulary.ids(), unknownId);
        endIds = ids(symbols, ByteSymbols.END_OF_WORD, vocabulary.ids(), unknownId);
    }

    /** Ids of a word that is not empty. The array is shared: not to be changed. */
    int[] encode(String word) {
        int[] known = cache.get(word);
        if (known != null) {
            return known;
        }
        int[] ids = merged(byteIds(word));
        if (word.length() <= LONGEST_CACHED_WORD && cache.size() < CACHED_WORDS) {
            cache.put(word, ids);
        }
        return ids;
    }

    private int[] byteIds(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ids[i] = (i + 1 < bytes.length ? insideIds : endIds)[Byte.toUnsignedInt(bytes[i])];
        }
        return ids;
    }

    /** Joins in place: a joined symbol stays at its left place, the right place is {@code GONE}. */
    private int[] merged(int[] ids) {
        Chain chain = new Chain(ids);
        PriorityQueue<Candidate> candidates = new PriorityQueue<>();
        for (int at = 0; at < ids.length; at++) {
            offer(candidates, chain, at);
        }
        for (Candidate best = candidates.poll(); best != null; best = candidates.poll()) {
            if (!best.equals(candidate(chain, best.at()))) {
                continue; // a neighbour was joined meanwhile
            }
            chain.join(best.at(), best.id());
            offer(candidates, chain, chain.before(best.at()));
            offer(candidates, chain, best.at());
        }
        return chain.ids();
    }

    private void offer(PriorityQueue<Candidate> candidates, Chain chain, int at) {
        Candidate candidate = candidate(chain, at);
        if (!candidate.equals(Candidate.NONE)) {
            candidates.add(candidate);
        }
    }

    private Candidate candidate(Chain chain, int at) {
        if (!chain.hasPair(at)) {
            return Candidate.NONE;
        }
        Joined joined = merges.get(pair(chain.idAt(at), chain.idAfter(at)));
        return joined == null ? Candidate.NONE : new Candidate(joined.rank(), at, joined.id());
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    private static int[] ids(List<String> symbols, String suffix, Map<String, Integer> ids, int unknownId) {
        return symbols.stream()
                .mapToInt(symbol -> ids.getOrDefault(symbol + suffix, unknownId))
                .toArray();
    }

    private record Joined(int rank, int id) {}

    private record Candidate(int rank, int at, int id) implements Comparable<Candidate> {
        static final Candidate NONE = new Candidate(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);

        @Override
        public int compareTo(Candidate other) {
            return rank != other.rank ? Integer.compare(rank, other.rank) : Integer.compare(at, other.at);
        }
    }

    /** Symbols with links to their neighbours, so that joining two costs the same in a word of any length. */
    private static final class Chain {
        private static final int GONE = -1;

        private final int[] ids;
        private final int[] next;
        private final int[] previous;

        Chain(int[] ids) {
            this.ids = ids;
            next = new int[ids.length];
            previous = new int[ids.length];
            Arrays.setAll(next, i -> i + 1);
            Arrays.setAll(previous, i -> i - 1);
        }

        boolean hasPair(int at) {
            return at >= 0 && ids[at] != GONE && next[at] < ids.length;
        }

        int idAt(int at) {
            return ids[at];
        }

        int idAfter(int at) {
            return ids[next[at]];
        }

        int before(int at) {
            return previous[at];
        }

        void join(int at, int id) {
            int right = next[at];
            ids[at] = id;
            ids[right] = GONE;
            next[at] = next[right];
            if (next[at] < ids.length) {
                previous[next[at]] = at;
            }
        }

        int[] ids() {
            List<Integer> left = new ArrayList<>();
            for (int at = 0; at < ids.length; at = next[at]) {
                left.add(ids[at]);
            }
            return left.stream().mapToInt(Integer::intValue).toArray();
        }
    }
}
