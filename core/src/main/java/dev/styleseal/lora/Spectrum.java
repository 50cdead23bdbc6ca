package dev.styleseal.lora;

import java.util.List;

/**
 * The singular values of what a layer has learnt, and what they say of its matrix without knowing it. Energy is the
 * square of the Frobenius norm: the sum of their squares.
 *
 * @param values largest first, none negative; none for an empty matrix
 */
public record Spectrum(List<Double> values) {
    public Spectrum {
        values = List.copyOf(values);
        for (int i = 0; i < values.size(); i++) {
            double next = i + 1 < values.size() ? values.get(i + 1) : 0;
            if (!(values.get(i) >= next)) {
                throw new IllegalArgumentException("singular values " + values + " do not fall");
            }
        }
    }

    /** Number of values, zeros included: the largest rank the matrix can have. */
    public int size() {
        return values.size();
    }

    /** The largest value: how much the matrix stretches most. */
    public double largest() {
        return values.isEmpty() ? 0 : values.get(0);
    }

    /** The sum of all squares. */
    public double energy() {
        return energyFrom(0);
    }

    /** Frobenius norm of the matrix. */
    public double norm() {
        return Math.sqrt(energy());
    }

    /** Whether the matrix is zero. */
    public boolean isZero() {
        return largest() == 0;
    }

    /** The share of the energy that the best approximation of a rank keeps, 0 to 1; 1 for a zero matrix. */
    public double kept(int rank) {
        return isZero() ? 1 : 1 - energyFrom(rank) / energy();
    }

    /**
     * Frobenius norm of what the best approximation of a rank loses, as a share of the matrix' norm, 0 to 1 (Eckart and
     * Young 1936); 0 for a zero matrix.
     */
    public double error(int rank) {
        return isZero() ? 0 : Math.sqrt(energyFrom(rank) / energy());
    }

    /** The smallest rank that keeps a share of the energy; 0 for a zero matrix. */
    public int rankKeeping(double share) {
        double lost = 0;
        double allowed = (1 - share) * energy();
        for (int rank = size(); rank > 0; rank--) {
            lost += values.get(rank - 1) * values.get(rank - 1);
            if (lost > allowed) {
                return rank;
            }
        }
        return 0;
    }

    /** How many values are larger than a share of the largest. */
    public int above(double share) {
        return (int) values.stream().filter(value -> value > share * largest()).count();
    }

    /**
     * How many directions are in use: exp of the entropy of the shares of the energy (Roy and Vetterli 2007, with squared
     * values), 1 to {@link #size}; 0 for a zero matrix.
     */
    public double effectiveRank() {
        if (isZero()) {
            return 0;
        }
        double entropy = 0;
        for (double value : values) {
            double share = value * value / energy();
            entropy -= share == 0 ? 0 : share * Math.log(share);
        }
        return Math.exp(entropy);
    }

    private double energyFrom(int first) {
        double sum = 0;
        for (int i = size() - 1; i >= first; i--) { // the small ones first, or they are lost
            sum += values.get(i) * values.get(i);
        }
        return sum;
    }
}
