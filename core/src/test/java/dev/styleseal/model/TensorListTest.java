package dev.styleseal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.Reference;
import dev.styleseal.clip.ClipConfig;
import dev.styleseal.clip.ClipTextModel;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.WeightForms;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.unet.UNet;
import dev.styleseal.unet.UNetConfig;
import dev.styleseal.vae.Vae;
import dev.styleseal.vae.VaeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of the real sizes take exactly the tensors that the published models hold, told by names and shapes alone. */
class TensorListTest {
    @TempDir
    Path folder;

    static Stream<Arguments> components() {
        return Stream.of("sd15", "sd21", "sdxl").flatMap(model -> {
            JsonNode components = list(model).get("diffusers");
            return StreamSupport.stream(((Iterable<String>) components::fieldNames).spliterator(), false)
                    .map(component -> Arguments.of(model, component));
        });
    }

    @ParameterizedTest
    @MethodSource("components")
    void aNetworkTakesExactlyThePublishedTensors(String model, String component) {
        JsonNode shapes = list(model).get("diffusers").get(component);
        Engine.run(() -> {
            try (Scope scope = new Scope()) {
                Map<String, Tensor> tensors = tensors(shapes);
                build(model, component, tensors);
                System.out.printf("%-60s takes all %d tensors%n", model + " " + component, tensors.size());
                String first = tensors.keySet().iterator().next();
                Tensor taken = tensors.remove(first);
                assertThatThrownBy(() -> build(model, component, tensors))
                        .isInstanceOf(CorruptFile.class)
                        .hasMessageContaining("missing: " + first);
                tensors.put(first, taken);
                tensors.put("one.too.many", taken);
                assertThatThrownBy(() -> build(model, component, tensors))
                        .isInstanceOf(CorruptFile.class)
                        .hasMessageContaining("unexpected: one.too.many");
            }
        });
        assertThat(shapes.size()).isPositive();
    }

    private void build(String model, String component, Map<String, Tensor> tensors) {
        Layers layers = Layers.of(component, tensors, Placement.REFERENCE, LayerWrapper.NONE, new WeightForms());
        switch (component) {
            case "unet" -> new UNet(layers, UNetConfig.read(config(list(model).at("/config/unet"))));
            case "vae" -> new Vae(layers, VaeConfig.read(config(list(model).at("/config/vae"))));
            default -> new ClipTextModel(layers, text(tensors));
        }
        layers.finish(model);
    }

    /** The lists come without the text models' settings, but the shapes tell all that names depend on. */
    private ClipConfig text(Map<String, Tensor> tensors) {
        String words = "text_model.embeddings.token_embedding.weight";
        long layers = tensors.keySet().stream()
                .filter(name -> name.endsWith("self_attn.q_proj.weight"))
                .count();
        Map<String, Long> settings = new TreeMap<>(Map.of(
                "hidden_size", size(tensors, words, 1),
                "vocab_size", size(tensors, words, 0),
                "intermediate_size", size(tensors, "text_model.encoder.layers.0.mlp.fc1.weight", 0),
                "num_hidden_layers", layers));
        boolean projects = tensors.containsKey("text_projection.weight");
        if (projects) {
            settings.put("projection_dim", size(tensors, "text_projection.weight", 0));
        }
        return ClipConfig.read(config(new ObjectMapper().valueToTree(settings)), projects);
    }

    private static long size(Map<String, Tensor> tensors, String name, int dimension) {
        return Objects.requireNonNull(tensors.get(name), name).size(dimension);
    }

    /** Tensors of these shapes that share one number. */
    private static Map<String, Tensor> tensors(JsonNode shapes) {
        Tensor one = torch.zeros(new long[0]);
        Map<String, Tensor> tensors = new TreeMap<>();
        shapes.properties().forEach(entry -> {
            long[] shape = StreamSupport.stream(entry.getValue().spliterator(), false)
                    .mapToLong(JsonNode::longValue)
                    .toArray();
            tensors.put(entry.getKey(), one.expand(shape));
        });
        return tensors;
    }

    private ConfigFile config(JsonNode settings) {
        try {
            return ConfigFile.read(Files.writeString(folder.resolve("config.json"), settings.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode list(String model) {
        Path file = Reference.folder("tensor-lists").resolve(model + ".json.gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
