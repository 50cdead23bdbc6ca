package dev.styleseal.surgery;

import dev.styleseal.error.BadInput;
import dev.styleseal.lora.Spectrum;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many directions of each layer are kept. Immutable. */
public sealed interface Truncation {
    /** A rule that looks at each layer alone and keeps something of each. */
    sealed interface PerLayer extends Truncation {
        /** The rank of a layer, from 1 to the number of its directions. */
        int rank(Spectrum spectrum);
    }

    /** What a rule knows of a layer. */
    record Layer(LayerShape shape, Spectrum spectrum) {
        private long valuesPerRank() {
            return shape.rows() + shape.columns();
        }

        private double energyPerValue(int rank) {
            double value = spectrum.values().get(rank);
            return value * value / valuesPerRank();
        }
    }

    /**
     * The same rank everywhere, where a layer has so many directions.
     *
     * @param rank at least 1
     */
    record Rank(int rank) implements PerLayer {
        public Rank {
            if (rank < 1) {
                throw new BadInput("--rank is {0}. Expected a whole number from 1. Correct it.", rank);
            }
        }

        @Override
        public int rank(Spectrum spectrum) {
            return Math.max(1, Math.min(rank, spectrum.size()));
        }
    }

    /**
     * In each layer the smallest rank that keeps a share of the squared norm.
     *
     * @param share above 0, at most 1
     */
    record Energy(double share) implements PerLayer {
        /** What 1 means: float32 has no more to say. */
        private static final double ALL = 1 - 1e-12;

        public Energy {
            if (!(share > 0 && share <= 1)) {
                throw new BadInput(
                        "--energy is {0}. Expected a share above 0 and at most 1, such as 0.95. Correct it.", share);
            }
        }

        @Override
        public int rank(Spectrum spectrum) {
            return Math.max(1, spectrum.rankKeeping(Math.min(share, ALL)));
        }
    }

    /**
     * In each layer all directions whose singular value is larger than the largest divided by a ratio, as {@code sv_ratio}
     * of kohya-ss/sd-scripts, {@code networks/resize_lora.py}.
     *
     * @param ratio above 1
     */
    record Ratio(double ratio) implements PerLayer {
        public Ratio {
            if (!(ratio > 1 && Double.isFinite(ratio))) {
                throw new BadInput("--ratio is {0}. Expected a number above 1, such as 20. Correct it.", ratio);
            }
        }

        @Override
        public int rank(Spectrum spectrum) {
            return Math.max(1, spectrum.above(1 / ratio));
        }
    }

    /**
     * The most energy in a file of a size: directions of all layers compete by energy per value, and a layer whose
     * strongest direction does not win is left out.
     *
     * @param bytes size of the whole file
     * @param perValue bytes a value takes: 2 or 4
     * @param texts bytes of the texts in the file's header
     */
    record Bytes(long bytes, int perValue, long texts) implements Truncation {
        /** Header entries of a layer beside its names, and its alpha: generous, so that the file is never larger. */
        private static final long PER_LAYER = 3 * 150;

        private record Next(String path, Layer layer, int rank) {
            double gain() {
                return layer.energyPerValue(rank);
            }
        }

        /**
         * The rank of each layer, by path; 0 for one that is left out.
         *
         * @throws BadInput if no layer has room
         */
        public SortedMap<String, Integer> ranks(SortedMap<String, Layer> layers) {
            SortedMap<String, Integer> ranks = new TreeMap<>();
            PriorityQueue<Next> queue = new PriorityQueue<>(
                    Comparator.comparingDouble(Next::gain).reversed().thenComparing(Next::path));
            layers.forEach((path, layer) -> {
                ranks.put(path, 0);
                if (!layer.spectrum.isZero()) {
                    queue.add(new Next(path, layer, 0));
                }
            });
            long left = bytes - texts;
            while (!queue.isEmpty()) {
                Next next = queue.remove();
                long cost = cost(next);
                if (cost <= left) {
                    left -= cost;
                    ranks.put(next.path, next.rank + 1);
                    if (next.rank + 1 < next.layer.spectrum.size()) {
                        queue.add(new Next(next.path, next.layer, next.rank + 1));
                    }
                }
            }
            if (ranks.values().stream().allMatch(rank -> rank == 0)) {
                throw new BadInput(
                        "Not one layer fits into {0} bytes: the texts of the header alone take {1}. Expected more. Choose a larger --bytes.",
                        bytes, texts);
            }
            return ranks;
        }

        private long cost(Next next) {
            long values = next.layer.valuesPerRank() * perValue;
            return next.rank == 0 ? values + PER_LAYER + 6L * next.path.length() : values;
        }
    }
}
