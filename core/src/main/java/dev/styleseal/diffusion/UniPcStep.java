package dev.styleseal.diffusion;

import dev.styleseal.error.BadInput;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The numbers of one step of UniPC; immutable. Names follow Zhao et al. 2023, UniPC, section 3.
 */
final class UniPcStep {
    private final float[] ratios; // r_1 ... r_(order - 1), then 1
    private final float hh; // the step in half the logarithm of the signal-to-noise ratio; negative for clean latents
    private final float scale; // B(h)
    private final float toX;
    private final float toOutputs;

    private UniPcStep(float[] ratios, float hh, float scale, float toX, float toOutputs) {
        this.ratios = ratios;
        this.hh = hh;
        this.scale = scale;
        this.toX = toX;
        this.toOutputs = toOutputs;
    }

    /** From {@code call}'s level to the next. */
    static UniPcStep of(SigmaRun run, int call, int order, UniPcSettings settings) {
        float h = run.lambda(call + 1) - run.lambda(call);
        float[] ratios = new float[order];
        for (int back = 1; back < order; back++) {
            ratios[back - 1] = (run.lambda(call - back) - run.lambda(call)) / h;
            if (ratios[back - 1] == 0 || !Float.isFinite(ratios[back - 1])) {
                throw new BadInput(
                        "UniPC divides by zero, because a run that ends without noise must end with a step of first order. Expected lower_order_final = true, or final_sigmas_type = sigma_min without Karras or exponential levels. Correct the scheduler_config.json.");
            }
        }
        ratios[order - 1] = 1;
        float hh = settings.ofData() ? -h : h;
        float scale = settings.firstScale() ? hh : (float) Math.expm1(hh);
        return settings.ofData()
                ? new UniPcStep(ratios, hh, scale, run.noise(call + 1) / run.noise(call), run.alpha(call + 1))
                : new UniPcStep(ratios, hh, scale, run.alpha(call + 1) / run.alpha(call), run.noise(call + 1));
    }

    int order() {
        return ratios.length;
    }

    /** How far back an older output is, measured in this step; negative. */
    float ratio(int back) {
        return ratios[back - 1];
    }

    /** Weights of the slopes to older outputs. */
    float[] predictorWeights() {
        return order() == 2 ? new float[] {0.5f} : solved(order() - 1);
    }

    /** Weights of the slopes to older outputs, and of that to the one at the end of the step. */
    float[] correctorWeights() {
        return order() == 1 ? new float[] {0.5f} : solved(order());
    }

    /**
     * Latents moved along the outputs.
     *
     * @param terms the newest output, then as many slopes as there are weights
     */
    Tensor moved(Tensor x, List<Tensor> terms, float[] weights) {
        float phi = (float) Math.expm1(hh);
        Tensor next = WeightedSum.of(toX, x, -(toOutputs * phi), terms.get(0));
        if (weights.length == 0) {
            return next;
        }
        Tensor sum = terms.get(1).mul(new Scalar(weights[0]));
        for (int k = 1; k < weights.length; k++) {
            sum = sum.add(terms.get(k + 1).mul(new Scalar(weights[k])));
        }
        return next.sub(sum.mul(new Scalar(toOutputs * scale)));
    }

    /** The solution of R rho = b with {@code size} unknowns. */
    private float[] solved(int size) {
        double[][] rows = new double[size][size + 1];
        float phi = (float) Math.expm1(hh) / hh - 1;
        float factorial = 1;
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                rows[i][k] = Math.pow(ratios[k], i);
            }
            rows[i][size] = phi * factorial / scale;
            factorial *= i + 2;
            phi = phi / hh - 1 / factorial;
        }
        return LinearEquations.solve(rows);
    }
}
