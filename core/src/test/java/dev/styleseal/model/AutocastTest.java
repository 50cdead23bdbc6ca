package dev.styleseal.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Case;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.weights.SafetensorsFile;
import java.nio.file.Path;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In bf16 a network strays from float32 as far as diffusers does under torch's autocast, and no farther. */
class AutocastTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/autocast-bf16.safetensors");
    private static final Path MODELS = Path.of("src/test/resources/reference");

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void theUNetLosesAsLittleAsUnderAutocast(String kind) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model =
                            StableDiffusion.open(MODELS.resolve(kind + "/model"), Placement.choose("cpu", "bf16"));
                    Case theirs = Case.at(MODELS.resolve(kind + "/components.safetensors"));
                    SafetensorsFile autocast = SafetensorsFile.open(GOLDEN)) {
                float[] exact = theirs.floats("unet.output");
                float[] ours = Tensors.floats(model.unet(LayerWrapper.NONE)
                        .forward(
                                theirs.tensor("unet.sample"),
                                theirs.integers("unet.timestep"),
                                theirs.condition("unet.", tensor -> tensor)));
                double loss = distance(ours, exact);
                double lossOfAutocast =
                        distance(autocast.floats(kind + ".unet.output").values(), exact);
                System.out.printf("%-60s strays %.4f, autocast %.4f%n", kind + " UNet in bf16", loss, lossOfAutocast);
                assertThat(loss).isBetween(0.2 * lossOfAutocast, 1.1 * lossOfAutocast);
            }
        });
    }

    private static double distance(float[] values, float[] exact) {
        double squares = 0;
        double distance = 0;
        for (int i = 0; i < exact.length; i++) {
            squares += (double) exact[i] * exact[i];
            distance += Math.pow((double) values[i] - exact[i], 2);
        }
        return Math.sqrt(distance / squares);
    }
}
