package dev.styleseal.train;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Turns accumulated gradients into new values: clips their common length, then AdamW, one group a network. */
final class ParameterUpdate implements AutoCloseable {
    /** What the paths of both text encoders begin with. */
    private static final String TEXT = "text_encoder";
    /** Keeps the quotient finite; torch's value. */
    private static final double ROOM = 1e-6;

    private final Map<String, Tensor> parameters;
    private final OptimizerConfig config;
    private final AdamW unet;
    private final AdamW text;

    ParameterUpdate(Map<String, Tensor> parameters, OptimizerConfig config) {
        this.parameters = parameters;
        this.config = config;
        unet = new AdamW(ofText(false), config);
        text = new AdamW(ofText(true), config);
    }

    private Map<String, Tensor> ofText(boolean wanted) {
        Map<String, Tensor> chosen = new LinkedHashMap<>();
        parameters.forEach((name, tensor) -> {
            if (name.startsWith(TEXT) == wanted) {
                chosen.put(name, tensor);
            }
        });
        return chosen;
    }

    /** The trained tensors and what the optimizer remembers of each, by name. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(parameters);
        state.putAll(unet.state());
        state.putAll(text.state());
        return state;
    }

    /**
     * Updates all tensors and forgets their gradients.
     *
     * @param step counted from 1, for messages
     * @param factor on the peak learning rates
     * @return length of all gradients together before clipping
     * @throws BadInput if that length is not finite; no tensor was changed then
     */
    double apply(int step, double factor) {
        double norm = clip(step);
        unet.step(config.learningRate() * factor);
        text.step(config.textLearningRate() * factor);
        return norm;
    }

    /** As torch's {@code clip_grad_norm_}, but for looking at the length before anything is scaled. */
    private double clip(int step) {
        try (Scope scope = new Scope()) {
            List<Tensor> gradients = parameters.values().stream()
                    .map(Tensor::grad)
                    .filter(Tensor::defined)
                    .toList();
            TensorVector lengths = new TensorVector();
            gradients.forEach(gradient -> lengths.push_back(gradient.norm()));
            double norm = torch.stack(lengths).norm().item_double();
            if (!Double.isFinite(norm)) {
                throw notFinite(step);
            }
            double factor = config.maxGradientNorm() / (norm + ROOM);
            if (factor < 1) {
                gradients.forEach(gradient -> gradient.mul_(new Scalar(factor)));
            }
            return norm;
        }
    }

    private BadInput notFinite(int step) {
        String culprit = parameters.entrySet().stream()
                .filter(parameter -> parameter.getValue().grad().defined()
                        && !Tensors.allFinite(parameter.getValue().grad()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("(their sum)");
        return new BadInput(
                "The gradient is not finite in step {0}, first in {1}. Expected finite numbers; the run stops here and this state is not saved. Lower --learning-rate (half of it is a good try).",
                step, Message.of(culprit));
    }

    @Override
    public void close() {
        unet.close();
        text.close();
    }
}
