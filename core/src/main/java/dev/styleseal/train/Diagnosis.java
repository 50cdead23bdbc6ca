package dev.styleseal.train;

import dev.styleseal.error.Message;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Condition;
import dev.styleseal.unet.UNet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Finds where a loss stopped being finite, from what came first to what came last: trained tensors, latents, text states,
 * prediction, loss. Runs the network once more; used on the engine thread.
 */
final class Diagnosis {
    private static final String UNET = "unet.";

    private final UNet unet;
    private final Map<String, Tensor> trained;
    private final OptimizerConfig config;

    /** @param trained tensors by path */
    Diagnosis(UNet unet, Map<String, Tensor> trained, OptimizerConfig config) {
        this.unet = unet;
        this.trained = trained;
        this.config = config;
    }

    /**
     * What is wrong with a batch.
     *
     * @param step counted from 1
     * @param noisy what went into the network, [B, C, h, w]
     * @param predicted what came out of it, of the same shape
     */
    NotFinite of(int step, Batch batch, Tensor noisy, Tensor predicted) {
        return inTrained(step, batch)
                .or(() -> inLatents(step, batch))
                .or(() -> inText(step, batch))
                .or(() -> inPrediction(step, batch, noisy, predicted))
                .orElseGet(() -> inLoss(step, batch));
    }

    private Optional<NotFinite> inTrained(int step, Batch batch) {
        return firstNotFinite(trained)
                .map(path -> found(
                        step,
                        Message.of("the trained tensor {0}", path),
                        Optional.of(path),
                        batch.pictures(),
                        Remedy.shorterSteps(config)));
    }

    /** The first path of a tensor that is not finite. */
    private static Optional<String> firstNotFinite(Map<String, Tensor> tensors) {
        return tensors.entrySet().stream()
                .filter(entry -> !Tensors.allFinite(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Optional<NotFinite> inLatents(int step, Batch batch) {
        List<String> pictures = pictures(batch, rows(batch.latents()));
        if (pictures.isEmpty()) {
            return Optional.empty();
        }
        String names = Shown.names(pictures);
        return Optional.of(found(
                step, Message.of("the latents of {0}", names), Optional.empty(), pictures, Remedy.without(names)));
    }

    private Optional<NotFinite> inText(int step, Batch batch) {
        Condition condition = batch.condition();
        List<Integer> rows = IntStream.range(0, batch.shown().size())
                .filter(row -> !finite(condition.context(), row)
                        || condition
                                .added()
                                .filter(added -> !finite(added.pooled(), row))
                                .isPresent())
                .boxed()
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<String> captioned = rows.stream()
                .map(batch.shown()::get)
                .filter(shown -> shown.caption().isPresent())
                .map(Shown::picture)
                .toList();
        return Optional.of(
                captioned.isEmpty()
                        ? found(
                                step,
                                Message.of("the text states of the empty caption"),
                                Optional.empty(),
                                List.of(),
                                Remedy.otherBase())
                        : found(
                                step,
                                Message.of("the text states of the caption of {0}", Shown.names(captioned)),
                                Optional.empty(),
                                captioned,
                                Remedy.otherCaption(config)));
    }

    private Optional<NotFinite> inPrediction(int step, Batch batch, Tensor noisy, Tensor predicted) {
        List<String> pictures = pictures(batch, rows(predicted));
        if (pictures.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> layer =
                unet.firstNotFinite(noisy, batch.timesteps(), batch.condition()).map(UNET::concat);
        Object where = layer.<Object>map(path -> path).orElseGet(() -> Message.of("no layer when it ran once more"));
        return Optional.of(found(
                step,
                Message.of("the UNet's prediction for {0}, first in {1}", Shown.names(pictures), where),
                layer,
                pictures,
                step == 1 ? Remedy.otherBase() : Remedy.shorterSteps(config)));
    }

    private NotFinite inLoss(int step, Batch batch) {
        return found(
                step,
                Message.of("the loss of {0}, whose prediction is finite but too large", Shown.names(batch.pictures())),
                Optional.empty(),
                batch.pictures(),
                Remedy.shorterSteps(config));
    }

    private static NotFinite found(
            int step, Message what, Optional<String> layer, List<String> pictures, Message advice) {
        return new NotFinite(step, new NotFinite.Finding(what, layer, pictures), advice);
    }

    private static List<String> pictures(Batch batch, List<Integer> rows) {
        return rows.stream().map(row -> batch.shown().get(row).picture()).toList();
    }

    /** Rows of a batch that are not finite. */
    private static List<Integer> rows(Tensor tensor) {
        return IntStream.range(0, Math.toIntExact(tensor.size(0)))
                .filter(row -> !finite(tensor, row))
                .boxed()
                .toList();
    }

    private static boolean finite(Tensor tensor, int row) {
        try (Scope scope = new Scope()) {
            return Tensors.allFinite(tensor.select(0, row));
        }
    }
}
