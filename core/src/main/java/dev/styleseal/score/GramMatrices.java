package dev.styleseal.score;

import dev.styleseal.error.Cancellation;
import dev.styleseal.image.RgbImage;
import dev.styleseal.model.PixelCodec;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.vae.Vae;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The style of a set of pictures: which features of the VAE's encoder occur together, wherever they are.
 *
 * <p>For features F [C, H x W] of a level ({@link Vae#features}) the Gram matrix is {@code G = F F^T / (C H W)} (Gatys,
 * Ecker and Bethge 2016, "Image Style Transfer Using Convolutional Neural Networks", section 2.2). Deviations from the
 * source: the encoder of the base's own VAE stands in for VGG-19, so nothing is downloaded, and matrices are averaged over
 * the pictures of a set before sets are compared. Such a number tells sets apart; whether a style is met is for eyes.
 *
 * <p>Holds no native memory; immutable, may be shared between threads.
 */
public final class GramMatrices {
    private final List<double[]> levels; // each [C x C]

    private GramMatrices(List<double[]> levels) {
        this.levels = levels;
    }

    /**
     * The mean matrices of a set; called on the engine thread.
     *
     * @param pictures at least one, sides multiples of the VAE's factor; of one size if sets are to be compared
     * @throws dev.styleseal.error.Interrupted if the cancellation was requested
     */
    public static GramMatrices of(List<RgbImage> pictures, Vae vae, Cancellation cancellation) {
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("no pictures");
        }
        List<double[]> sums = new ArrayList<>();
        for (RgbImage picture : pictures) {
            cancellation.check();
            List<float[]> matrices = matrices(picture, vae);
            for (int level = 0; level < matrices.size(); level++) {
                float[] matrix = matrices.get(level);
                if (sums.size() == level) {
                    sums.add(new double[matrix.length]);
                }
                for (int i = 0; i < matrix.length; i++) {
                    sums.get(level)[i] += matrix[i] / (double) pictures.size();
                }
            }
        }
        return new GramMatrices(sums);
    }

    private static List<float[]> matrices(RgbImage picture, Vae vae) {
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<float[]> matrices = new ArrayList<>();
            for (Tensor feature : vae.features(PixelCodec.tensor(picture))) {
                Tensor flat = feature.squeeze(0).flatten(1, 2); // [C, H x W]
                matrices.add(Tensors.floats(flat.matmul(flat.t()).div(new Scalar((double) flat.numel()))));
            }
            return matrices;
        }
    }

    /**
     * How far another set's style is from this one's: the squared difference of the matrices, as a share of the sum of
     * their squares, averaged over the levels. 0 for equal matrices, 1 for sets that have no feature in common; dividing
     * makes all levels count alike, whatever their width.
     *
     * @param other of the same VAE
     */
    public double distance(GramMatrices other) {
        double sum = 0;
        for (int level = 0; level < levels.size(); level++) {
            double[] mine = levels.get(level);
            double[] theirs = other.levels.get(level);
            double difference = 0;
            double squares = 0;
            for (int i = 0; i < mine.length; i++) {
                difference += (mine[i] - theirs[i]) * (mine[i] - theirs[i]);
                squares += mine[i] * mine[i] + theirs[i] * theirs[i];
            }
            sum += squares == 0 ? 0 : difference / squares;
        }
        return sum / levels.size();
    }
}
