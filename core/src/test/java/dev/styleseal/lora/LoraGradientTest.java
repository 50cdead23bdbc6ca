package dev.styleseal.lora;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Comparison;
import dev.styleseal.error.Message;
import dev.styleseal.lora.LoraVariant.Scaling;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.Condition;
import dev.styleseal.unet.UNet;
import dev.styleseal.weights.SafetensorsFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Adapters on convolutions of all sorts and on projections, rank-stabilised, with ranks and alphas of their own, give
 * peft's output and peft's gradients. The numbers are of peft 0.18.1 on the sd1 model beside them: one adapter a case
 * ("lora", "dora"), its values, the UNet's output, and the gradients of its sum weighted by random numbers. (No layer in front of a norm of single channels: its lengths have no gradient.)
 */
class LoraGradientTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final double OUTPUT_BAR = 2e-5;
    private static final double GRADIENT_BAR = 1e-4;

    @ParameterizedTest
    @ValueSource(strings = {"lora", "dora"})
    void outputAndGradientsAreThoseOfPeft(String name) {
        with(name, (theirs, model, adapter) -> {
            UNet unet = model.unet(adapter);
            adapter.requirePlaced(Message.of("The adapter"));
            Map<String, Tensor> parameters = adapter.parameters();
            assertThat(parameters.keySet()).isEqualTo(theirs.parameters());
            parameters.forEach((path, tensor) -> Tensors.copy(theirs.floats("init." + path.substring(5)), tensor));
            Tensor output = output(theirs, unet);
            Comparison.require(name + " output", OUTPUT_BAR, Tensors.floats(output), theirs.floats("output"));
            output.mul(theirs.tensor("weights", output)).sum().backward();
            parameters.forEach((path, tensor) -> Comparison.require(
                    name + " " + path,
                    GRADIENT_BAR,
                    Tensors.floats(tensor.grad()),
                    theirs.floats("grad." + path.substring(5))));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "dora"})
    void freshAdapterLeavesOutputUnchanged(String name) {
        with(
                name,
                (theirs, model, adapter) -> assertThat(Tensors.floats(output(theirs, model.unet(adapter))))
                        .isEqualTo(Tensors.floats(output(theirs, model.unet(LayerWrapper.NONE)))));
    }

    private static Tensor output(Numbers theirs, UNet unet) {
        SafetensorsFile inputs = theirs.inputs;
        return unet.forward(
                tensor(inputs, "unet.sample"),
                tensor(inputs, "unet.timestep"),
                new Condition(tensor(inputs, "unet.context"), Optional.empty()));
    }

    private static Tensor tensor(SafetensorsFile file, String name) {
        return Tensors.of(file.floats(name).values(), file.entry(name).sizes());
    }

    private static LoraConfig config(Set<String> layers, boolean dora) {
        return new LoraConfig(
                3,
                2,
                LoraTargets.named(String.join(",", layers)),
                0,
                new LoraVariant(
                        Scaling.BY_ROOT_OF_RANK,
                        dora,
                        Optional.empty(),
                        Map.of("resnets.0.conv2", new LoraSize(2, 2), "conv_in", new LoraSize(3, 5))));
    }

    private interface Check {
        void run(Numbers theirs, StableDiffusion model, LoraAdapter adapter);
    }

    private static void with(String name, Check check) {
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    SafetensorsFile file =
                            SafetensorsFile.open(RESOURCES.resolve("golden/lora-gradients.safetensors"));
                    SafetensorsFile inputs =
                            SafetensorsFile.open(RESOURCES.resolve("reference/sd1/components.safetensors"));
                    StableDiffusion model =
                            StableDiffusion.open(RESOURCES.resolve("reference/sd1/model"), Placement.REFERENCE)) {
                Numbers theirs = new Numbers(name, file, inputs);
                try (LoraAdapter adapter = LoraAdapter.fresh(config(theirs.layers(), name.equals("dora")), 7)) {
                    check.run(theirs, model, adapter);
                }
            }
        });
    }

    /** What peft computed in one case. */
    private record Numbers(String name, SafetensorsFile file, SafetensorsFile inputs) {
        float[] floats(String what) {
            return file.floats(name + "." + what).values();
        }

        Tensor tensor(String what, Tensor like) {
            return Tensors.of(floats(what), like.shape());
        }

        Set<String> parameters() {
            String prefix = name + ".init.";
            return file.entries().keySet().stream()
                    .filter(key -> key.startsWith(prefix))
                    .map(key -> "unet." + key.substring(prefix.length()))
                    .collect(Collectors.toSet());
        }

        Set<String> layers() {
            return parameters().stream()
                    .map(path -> path.substring(5, path.indexOf(".lora_")))
                    .collect(Collectors.toSet());
        }
    }
}
