package dev.styleseal.diffusion;

import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The linear multistep method of Adams: a step along the polynomial through the last four slopes (Crowson, k-diffusion,
 * sample_lms; diffusers' LMSDiscreteScheduler, but for runs that begin in the middle, where it has weights for slopes
 * that do not exist yet).
 */
final class LmsSampler implements VarianceExploding {
    private static final int ORDER = 4;

    /** Gauss-Legendre quadrature with two points on [-1, 1], exact up to cubic polynomials. */
    private static final double POINT = Math.sqrt(1 / 3.0);

    private final Prediction prediction;
    private final SigmaRun run;
    private final Spacing spacing;
    private final Deque<Tensor> slopes = new ArrayDeque<>(); // newest first

    private LmsSampler(Prediction prediction, SigmaRun run, Spacing spacing) {
        this.prediction = prediction;
        this.run = run;
        this.spacing = spacing;
    }

    static LmsSampler start(ScheduleConfig config, int steps) {
        config.requireFalse("rescale_betas_zero_snr");
        config.requireFalse("thresholding");
        SigmaTable table = new SigmaTable(NoiseSchedule.of(config));
        Spacing spacing = Spacing.of(config, Spacing.LINSPACE);
        SigmaRun run = SigmaRun.fractional(config, table, spacing, steps);
        return new LmsSampler(Prediction.of(config), run, spacing);
    }

    @Override
    public SigmaRun run() {
        return run;
    }

    @Override
    public Spacing spacing() {
        return spacing;
    }

    @Override
    public Tensor step(Tensor output, int call, Tensor x, RandomSource random) {
        float sigma = run.sigma(call);
        try (Scope scope = new Scope()) {
            slopes.addFirst(
                    Scope.own(x.sub(prediction.original(output, x, sigma)).div(new Scalar(sigma))));
            if (slopes.size() > ORDER) {
                Scope.release(slopes.removeLast());
            }
            Tensor next = x;
            int back = 0;
            for (Tensor slope : slopes) {
                next = next.add(slope.mul(new Scalar(weight(call, back++))));
            }
            return scope.keep(next);
        }
    }

    @Override
    public void close() {
        slopes.forEach(Scope::release);
        slopes.clear();
    }

    /** The integral of a slope's Lagrange polynomial over the step. */
    private double weight(int call, int back) {
        double middle = ((double) run.sigma(call) + run.sigma(call + 1)) / 2;
        double half = ((double) run.sigma(call + 1) - run.sigma(call)) / 2;
        return half * (basis(call, back, middle - half * POINT) + basis(call, back, middle + half * POINT));
    }

    private double basis(int call, int back, double sigma) {
        double product = 1;
        for (int k = 0; k < slopes.size(); k++) {
            if (k != back) {
                product *= (sigma - run.sigma(call - k)) / ((double) run.sigma(call - back) - run.sigma(call - k));
            }
        }
        return product;
    }
}
