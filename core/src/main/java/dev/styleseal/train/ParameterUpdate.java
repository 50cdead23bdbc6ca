package dev.styleseal.train;

import dev.styleseal.error.Message;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param pictures names of those that the gradients come from, for messages
     * @return length of all gradients together before clipping
     * @throws NotFinite if that length is not finite; no tensor was changed then
     */
    double apply(int step, double factor, List<String> pictures) {
        double norm = clip(step, pictures);
        unet.step(config.learningRate() * factor);
        text.step(config.textLearningRate() * factor);
        return norm;
    }

    /** As torch's {@code clip_grad_norm_}, but for looking at the length before anything is scaled. */
    private double clip(int step, List<String> pictures) {
        try (Scope scope = new Scope()) {
            List<Tensor> gradients = parameters.values().stream()
                    .map(Tensor::grad)
                    .filter(Tensor::defined)
                    .toList();
            TensorVector lengths = new TensorVector();
            gradients.forEach(gradient -> lengths.push_back(gradient.norm()));
            double norm = torch.stack(lengths).norm().item_double();
            if (!Double.isFinite(norm)) {
                throw notFinite(step, pictures);
            }
            double factor = config.maxGradientNorm() / (norm + ROOM);
            if (factor < 1) {
                gradients.forEach(gradient -> gradient.mul_(new Scalar(factor)));
            }
            return norm;
        }
    }

    private NotFinite notFinite(int step, List<String> pictures) {
        Optional<String> path = parameters.entrySet().stream()
                .filter(parameter -> parameter.getValue().grad().defined()
                        && !Tensors.allFinite(parameter.getValue().grad()))
                .map(Map.Entry::getKey)
                .findFirst();
        Object culprit = path.<Object>map(name -> name).orElseGet(() -> Message.of("all tensors together"));
        return new NotFinite(
                step,
                new NotFinite.Finding(
                        Message.of("the gradient of {0}, from {1}", culprit, Shown.names(pictures)), path, pictures),
                Remedy.shorterSteps(config));
    }

    /** Forgets gradients of which nothing will be made. */
    void forget() {
        parameters.values().forEach(parameter -> parameter.mutable_grad().reset());
    }

    @Override
    public void close() {
        unet.close();
        text.close();
    }
}
