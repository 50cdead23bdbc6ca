package dev.styleseal.train;

import dev.styleseal.tensor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2) over one group of tensors.
 *
 * <p>The moments are plain tensors of its own, freed by {@link #close}. Used on the engine thread.
 */
final class AdamW implements AutoCloseable {
    private final OptimizerConfig config;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    /** A trained tensor, the running means of its gradient and squared gradient, and how often it was updated. */
    private record Slot(Tensor parameter, Tensor mean, Tensor meanSquare, Tensor updates) {}

    AdamW(Map<String, Tensor> parameters, OptimizerConfig config) {
        this.config = config;
        try (Scope scope = new Scope()) {
            parameters.forEach((name, parameter) -> slots.put(name, slot(parameter)));
        }
    }

    /** What it remembers, by names behind those of the trained tensors. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        slots.forEach((name, slot) -> {
            state.put(name + ".mean", slot.mean);
            state.put(name + ".mean_square", slot.meanSquare);
            state.put(name + ".updates", slot.updates);
        });
        return state;
    }

    private static Slot slot(Tensor parameter) {
        return new Slot(
                parameter,
                Scope.own(torch.zeros_like(parameter.detach())),
                Scope.own(torch.zeros_like(parameter.detach())),
                Scope.own(torch.zeros(new long[0]).to(parameter.device(), parameter.scalar_type())));
    }

    /** Updates every tensor that has a gradient, then forgets the gradients. */
    void step(double learningRate) {
        try (Scope scope = new Scope()) {
            List<Slot> moved = new ArrayList<>();
            for (Slot slot : slots.values()) {
                if (slot.parameter.grad().defined()) {
                    slot.updates.add_(new Scalar(1.0));
                    moved.add(slot);
                }
            }
            if (!moved.isEmpty()) {
                update(moved, learningRate);
            }
            for (Slot slot : moved) {
                slot.parameter.mutable_grad().reset();
            }
        }
    }

    /** All tensors in one call: a fifth of the time of one call for each. */
    private void update(List<Slot> moved, double learningRate) {
        GenericList parameters = tensors();
        GenericList gradients = tensors();
        GenericList means = tensors();
        GenericList meanSquares = tensors();
        GenericList updates = tensors();
        for (Slot slot : moved) {
            parameters.push_back(new IValue(slot.parameter.detach()));
            gradients.push_back(new IValue(slot.parameter.grad()));
            means.push_back(new IValue(slot.mean));
            meanSquares.push_back(new IValue(slot.meanSquare));
            updates.push_back(new IValue(slot.updates));
        }
        OperatorHandle adamw = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
        IValueVector stack = new IValueVector(
                new IValue(parameters),
                new IValue(gradients),
                new IValue(means),
                new IValue(meanSquares),
                new IValue(tensors()),
                new IValue(updates),
                new IValue(learningRate),
                new IValue(config.beta1()),
                new IValue(config.beta2()),
                new IValue(config.weightDecay()),
                new IValue(config.eps()),
                new IValue(false), // amsgrad
                new IValue(false), // maximize
                new IValue(), // no gradient scale
                new IValue()); // no flag for infinities
        Dispatcher.singleton().callBoxed(adamw, stack);
    }

    private static GenericList tensors() {
        return new GenericList(new Type.TypePtr(TensorType.get()));
    }

    @Override
    public void close() {
        for (Slot slot : slots.values()) {
            Scope.release(slot.mean);
            Scope.release(slot.meanSquare);
            Scope.release(slot.updates);
        }
    }
}
