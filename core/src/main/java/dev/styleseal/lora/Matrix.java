package dev.styleseal.lora;

import dev.styleseal.weights.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** A matrix of an adapter: whole, or as a product of two thin ones. What belongs to a kernel is part of the columns. */
public sealed interface Matrix permits Matrix.Whole, Matrix.Product {
    /** Number of rows. */
    int rows();

    /** Number of columns, those of the kernel included. */
    int columns();

    /** Inner width of a product; nothing for a whole matrix. */
    OptionalInt rank();

    /** Its tensors. */
    List<HostTensor> tensors();

    /** The same matrix with other values; {@code change} keeps shapes. */
    Matrix map(UnaryOperator<HostTensor> change);

    /**
     * A whole matrix.
     *
     * @param values [rows, ..]
     */
    record Whole(HostTensor values) implements Matrix {
        public Whole {
            if (values.shape().size() < 2) {
                throw new IllegalArgumentException("shape " + values.shape() + " is no matrix");
            }
        }

        @Override
        public int rows() {
            return Math.toIntExact(values.shape().get(0));
        }

        @Override
        public int columns() {
            return rows() == 0 ? 0 : values.values().length / rows();
        }

        @Override
        public OptionalInt rank() {
            return OptionalInt.empty();
        }

        @Override
        public List<HostTensor> tensors() {
            return List.of(values);
        }

        @Override
        public Whole map(UnaryOperator<HostTensor> change) {
            return new Whole(change.apply(values));
        }
    }

    /**
     * A matrix of low rank.
     *
     * @param a [rows, rank]
     * @param b [rank, columns]
     */
    record Product(HostTensor a, HostTensor b) implements Matrix {
        public Product {
            if (a.shape().size() != 2
                    || b.shape().size() != 2
                    || a.shape().get(1) < 1
                    || !a.shape().get(1).equals(b.shape().get(0))) {
                throw new IllegalArgumentException(a.shape() + " and " + b.shape() + " have no product");
            }
        }

        @Override
        public int rows() {
            return Math.toIntExact(a.shape().get(0));
        }

        @Override
        public int columns() {
            return Math.toIntExact(b.shape().get(1));
        }

        @Override
        public OptionalInt rank() {
            return OptionalInt.of(Math.toIntExact(b.shape().get(0)));
        }

        @Override
        public List<HostTensor> tensors() {
            return List.of(a, b);
        }

        /**
         * Computes one row.
         *
         * @param into [columns], written over
         */
        public void fillRow(int row, float[] into) {
            Arrays.fill(into, 0);
            int rank = Math.toIntExact(b.shape().get(0));
            for (int r = 0; r < rank; r++) {
                float factor = a.values()[row * rank + r];
                for (int k = 0; k < into.length; k++) {
                    into[k] += factor * b.values()[r * into.length + k];
                }
            }
        }

        @Override
        public Product map(UnaryOperator<HostTensor> change) {
            return new Product(change.apply(a), change.apply(b));
        }
    }
}
