package dev.styleseal.calibration;

import dev.styleseal.nn.Attention;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.WeightForms;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;

/** The layer of a trial, as networks have it, with random weights; one for all kernels. Owns its tensors; engine thread. */
final class TrialLayer implements AutoCloseable {
    private final Trial trial;
    private final Placement placement;
    private final Map<String, Tensor> weights = new HashMap<>();
    private final WeightForms forms = new WeightForms();
    private final Tensor x;
    private final Tensor gradient;

    TrialLayer(Trial trial, Placement placement) {
        this.trial = trial;
        this.placement = placement;
        try (Scope scope = new Scope();
                NoGradGuard noGrad = new NoGradGuard()) {
            switch (trial.operation()) {
                case LINEAR -> weights.put("layer.weight", weight(trial.out(), trial.in()));
                case CONVOLUTION -> weights.put("layer.weight", weight(trial.out(), trial.in(), 3, 3));
                case ATTENTION -> {}
            }
            x = Scope.own(input());
            gradient = Scope.own(
                    torch.randn_like(forward(layer(trial.operation().kernels().get(0)))));
        }
    }

    private Tensor weight(long... shape) {
        return Scope.own(placement.enterToStay(torch.randn(shape)));
    }

    private Tensor input() {
        return switch (trial.operation()) {
            case LINEAR -> torch.randn(trial.batch(), trial.height() * trial.width(), trial.in());
            case CONVOLUTION ->
                placement.enterPixels(torch.randn(trial.batch(), trial.in(), trial.height(), trial.width()));
            case ATTENTION -> torch.randn(trial.batch(), trial.heads(), trial.height() * trial.width(), trial.out());
        };
    }

    /** The same layer carried out by one kernel. */
    private UnaryOperator<Tensor> layer(Kernel kernel) {
        Placement by = placement.with(new KernelPlan(Map.of(trial.place(), kernel)));
        Layers layers = Layers.of("trial", weights, by, LayerWrapper.NONE, forms);
        int in = Math.toIntExact(trial.in());
        int out = Math.toIntExact(trial.out());
        return switch (trial.operation()) {
            case LINEAR -> layers.linearWithoutBias("layer", in, out)::forward;
            case CONVOLUTION -> layers.convWithoutBias("layer", in, out, 3)::forward;
            case ATTENTION -> {
                Tensor keys = torch.randn(trial.batch(), trial.heads(), trial.in(), trial.out());
                yield q -> Attention.core(by, placement.forProduct(q), placement.forProduct(keys));
            }
        };
    }

    private Tensor forward(UnaryOperator<Tensor> layer) {
        return layer.apply(x);
    }

    /** Seconds of one run by a kernel: forward, and back to what went in where that is asked for. */
    double seconds(Kernel kernel, Pass pass) {
        try (Scope scope = new Scope()) {
            UnaryOperator<Tensor> layer = layer(kernel);
            if (pass == Pass.FORWARD) {
                try (NoGradGuard noGrad = new NoGradGuard()) {
                    long begun = System.nanoTime();
                    forward(layer);
                    return (System.nanoTime() - begun) / 1e9;
                }
            }
            Tensor input = x.detach().set_requires_grad(true);
            long begun = System.nanoTime();
            layer.apply(input).backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
            return (System.nanoTime() - begun) / 1e9;
        }
    }

    @Override
    public void close() {
        forms.close();
        weights.values().forEach(Scope::release);
        Scope.release(x);
        Scope.release(gradient);
    }
}
