package dev.styleseal;

import dev.styleseal.comparison.HeldOutPictures;
import dev.styleseal.error.Cancellation;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Scope;
import java.nio.file.Path;
import java.util.List;

/** Measures a seal on pictures it was not trained on. */
public final class Evaluation {
    private Evaluation() {}

    /**
     * Denoising losses of the base alone and with seals, at fixed timesteps and with fixed noise.
     *
     * @param pictures a folder of pictures with captions
     * @throws dev.styleseal.error.BadInput if the folder cannot be used or a seal does not fit the base
     */
    public static HeldOutComparison heldOut(BaseModel model, List<WornSeal> seals, Path pictures) {
        return Engine.call(() -> {
            try (Scope scope = new Scope();
                    HeldOutPictures heldOut = HeldOutPictures.read(model.loaded(), pictures, new Cancellation())) {
                return new HeldOutComparison(heldOut.losses(List.of()), heldOut.losses(seals));
            }
        });
    }
}
