package dev.styleseal.bench;

import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.TensorSource;
import dev.styleseal.nn.WeightForms;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.RandomSource;
import dev.styleseal.tensor.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Layers with random weights and inputs, kept until the trial ends; what is measured runs on the engine thread, as in the product. */
final class OnEngine implements TensorSource, AutoCloseable {
    private static final double SMALL = 0.02;

    private final Map<String, Tensor> made = new HashMap<>();

    /** A cursor that gives every layer the weights it asks for. */
    Layers layers() {
        return Layers.of("bench", this, Placement.REFERENCE, LayerWrapper.NONE, new WeightForms());
    }

    /** Normal numbers, scaled down so that nothing grows. */
    @Override
    public Tensor tensor(String name, long... shape) {
        return made.computeIfAbsent(name, missing -> {
            try (Scope scope = new Scope()) {
                return Scope.own(
                        RandomSource.at(0, name.hashCode()).normal(shape).mul(new Scalar(SMALL)));
            }
        });
    }

    @Override
    public Set<String> names() {
        return Set.of();
    }

    /** One pass, there only. */
    static void measure(Runnable work) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                work.run();
            }
        });
    }

    @Override
    public void close() {
        made.values().forEach(Scope::release);
        made.clear();
    }
}
