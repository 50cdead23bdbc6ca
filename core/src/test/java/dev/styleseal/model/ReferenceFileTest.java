package dev.styleseal.model;

import dev.styleseal.Case;
import dev.styleseal.Comparison;
import dev.styleseal.Reference;
import dev.styleseal.clip.TextStates;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.Condition;
import dev.styleseal.vae.LatentDistribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models in one file give the numbers that diffusers gives for their folder. The files are too large for this project: the
 * test is about a reference folder that has them, {@code -Dstyleseal.reference=DIR}.
 */
class ReferenceFileTest {
    private static final double BAR = 2e-5;

    static Stream<Path> files() {
        return Stream.of("sd15/model.safetensors", "sd15/model.ckpt", "sdxl/model.safetensors")
                .map(name -> Reference.folder("single-file").resolve(name))
                .filter(Files::isRegularFile);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("files")
    void everyNetworkGivesTheNumbersOfDiffusers(Path file) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    Case theirs = Case.at(file.resolveSibling("expected.safetensors"));
                    StableDiffusion model = StableDiffusion.open(
                            file, BaseOptions.NONE.withConfigs(file.resolveSibling("folder")), Placement.REFERENCE)) {
                String name = file.subpath(file.getNameCount() - 2, file.getNameCount()) + " ";
                TextStates states =
                        model.textModel(model.texts().get(0), LayerWrapper.NONE).forward(theirs.integers("ids"));
                Comparison.require(name + "text", BAR, states.last(), theirs, "text.last_hidden_state");
                Optional<Condition.Added> added = Optional.empty();
                if (model.texts().size() > 1) {
                    TextStates second = model.textModel(model.texts().get(1), LayerWrapper.NONE)
                            .forward(theirs.integers("ids"));
                    Comparison.require(name + "pooled", BAR, second.pooled(), theirs, "text2.text_embeds");
                    added = Optional.of(
                            new Condition.Added(theirs.tensor("text2.text_embeds"), theirs.tensor("time_ids")));
                }
                LatentDistribution latents = model.vae().encode(theirs.tensor("image"));
                Comparison.require(name + "VAE mean", BAR, latents.mean(), theirs, "vae.mean");
                Comparison.require(name + "VAE log variance", BAR, latents.logVariance(), theirs, "vae.logvar");
                Tensor decoded = model.vae().decode(theirs.tensor("vae.mean"));
                Comparison.require(name + "VAE decoded", BAR, decoded, theirs, "vae.decoded");
                Tensor output = model.unet(LayerWrapper.NONE)
                        .forward(
                                theirs.tensor("sample"),
                                theirs.integers("timestep"),
                                new Condition(theirs.tensor("unet.context"), added));
                Comparison.require(name + "UNet", BAR, output, theirs, "unet.output");
            }
        });
    }
}
