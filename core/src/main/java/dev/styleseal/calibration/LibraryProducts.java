package dev.styleseal.calibration;

import dev.styleseal.tensor.Operation;
import dev.styleseal.tensor.Placement;
import java.util.Map;

/**
 * The program of a process that {@link LibraryTrial} measures: linear layers and attention as in one training step of Stable
 * Diffusion 1 at 256 pixels, since a library with the faster large products may lose it all in the many small ones of attention.
 * Convolutions do not use the library.
 */
final class LibraryProducts {
    private static final Map<Trial, Integer> PRODUCTS = Map.of(
            new Trial(Operation.LINEAR, 1, 32, 32, 320, 2560, 1), 5,
            new Trial(Operation.LINEAR, 1, 16, 16, 640, 640, 1), 35,
            new Trial(Operation.ATTENTION, 1, 32, 32, 1024, 40, 8), 5,
            new Trial(Operation.ATTENTION, 1, 32, 32, 77, 40, 8), 5);

    private LibraryProducts() {}

    /** Prints the seconds that they take. */
    public static void main(String[] arguments) {
        System.out.println(
                Calibration.measure(PRODUCTS, Placement.REFERENCE, Pass.BOTH).seconds());
    }
}
