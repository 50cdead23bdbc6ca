package dev.styleseal.checkpoint;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The exponential moving average of a UNet's weights that full checkpoints hold beside them, under the same names without
 * their dots (CompVis/latent-diffusion, {@code ldm/modules/ema.py}).
 */
final class AveragedCopy {
    private static final String TRAINED = "model.diffusion_model.";
    private static final String AVERAGED = "model_ema.";

    private AveragedCopy() {}

    /**
     * All tensors of a file, those of the UNet from the wanted copy under the names of the trained one.
     *
     * @throws BadInput when the file has no such copy
     * @throws CorruptFile when the copy is not complete
     */
    static Map<String, TensorEntry> chosen(TensorFile file, WeightCopy copy, LeftOutList leftOut) {
        return switch (copy) {
            case TRAINED -> file.entries();
            case AVERAGED -> averaged(file, leftOut);
        };
    }

    private static Map<String, TensorEntry> averaged(TensorFile file, LeftOutList leftOut) {
        if (file.entries().keySet().stream().noneMatch(name -> name.startsWith(AVERAGED + "diffusion_model"))) {
            throw new BadInput(
                    "Cannot read the averaged weights (EMA) of {0}: it holds none. Expected tensors named model_ema.*. Leave "
                            + "the option away.",
                    file.path());
        }
        Map<String, TensorEntry> chosen = new LinkedHashMap<>();
        file.entries().forEach((name, entry) -> {
            if (name.startsWith(TRAINED)) {
                leftOut.add(Needless.TRAINED, name);
                chosen.put(name, copyOf(file, entry));
            } else if (!name.startsWith(AVERAGED)) {
                chosen.put(name, entry);
            }
        });
        return chosen;
    }

    private static TensorEntry copyOf(TensorFile file, TensorEntry trained) {
        String name = AVERAGED
                + trained.name().substring(trained.name().indexOf('.') + 1).replace(".", "");
        TensorEntry averaged = file.entries().get(name);
        if (averaged == null || !averaged.shape().equals(trained.shape())) {
            throw new CorruptFile(
                    "Cannot read the averaged weights (EMA) of {0}: {1} is missing or of another shape than {2}. Expected a "
                            + "copy of every tensor of the UNet. Leave the option away, or fetch the file again.",
                    file.path(), name, trained.name());
        }
        return averaged;
    }
}
