package dev.styleseal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.Reference;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names and shapes of the published Stable Diffusion 1.5, 2.1 and XL: as one file, as diffusers has them, and their configs. */
class PublishedNamesTest {
    private static final Path NOWHERE = Path.of("published");

    @ParameterizedTest
    @EnumSource
    void everyTensorOfTheFileBecomesOneOfDiffusersInItsShape(Architecture architecture) throws IOException {
        JsonNode list = list(architecture);
        Map<Component, Map<String, Piece>> pieces = pieces(list);
        list.get("diffusers").properties().forEach(component -> {
            Map<String, List<Long>> expected = shapes(component.getValue());
            Map<String, List<Long>> found = new TreeMap<>();
            of(pieces, component(component.getKey())).forEach((name, piece) -> found.put(name, piece.shape()));
            assertThat(found).as(architecture + " " + component.getKey()).isEqualTo(expected);
            System.out.println(
                    architecture + " " + component.getKey() + ": " + found.size() + " names and shapes equal");
        });
        assertThat(pieces).hasSize(list.get("diffusers").size());
    }

    @ParameterizedTest
    @EnumSource
    void everyTensorOfDiffusersGoesBackToTheFile(Architecture architecture) throws IOException {
        JsonNode list = list(architecture);
        Map<String, List<Long>> written = new TreeMap<>();
        list.get("diffusers")
                .properties()
                .forEach(component -> OriginalTensor.of(
                                NOWHERE, architecture, component(component.getKey()), shapes(component.getValue()))
                        .forEach(tensor -> written.put(tensor.name(), tensor.shape())));
        // The list has the projection as kohya's tools write it; ours is that of OpenCLIP, which diffusers reads.
        Map<String, List<Long>> expected = new TreeMap<>();
        shapes(list.get("checkpoint"))
                .forEach((name, shape) ->
                        expected.put(name.replace(".text_projection.weight", ".text_projection"), shape));
        assertThat(written).isEqualTo(expected);
        System.out.println(architecture + ": " + written.size() + " original names and shapes equal");
    }

    @ParameterizedTest
    @EnumSource
    void theConfigsAreThoseOfThePublishedModel(Architecture architecture) throws IOException {
        JsonNode list = list(architecture);
        Map<Component, Map<String, Piece>> pieces = pieces(list);
        Shapes unet = Shapes.of(NOWHERE, of(pieces, Component.UNET));
        assertThat(UNetDescription.architecture(unet)).isEqualTo(architecture);
        ObjectNode config = UNetDescription.of(
                unet, architecture, architecture.sampleSize(architecture.usualPrediction()), OptionalInt.of(1280));
        requireSays(config, list.at("/config/unet"));
        requireSays(
                VaeDescription.of(Shapes.of(NOWHERE, of(pieces, Component.VAE)), architecture)
                        .put("sample_size", 512), // the list was made with diffusers' own size for all three
                list.at("/config/vae"));
    }

    private static void requireSays(ObjectNode config, JsonNode expected) {
        expected.properties()
                .forEach(value -> assertThat(config.get(value.getKey()))
                        .as(value.getKey())
                        .isEqualTo(value.getValue()));
    }

    private static Map<Component, Map<String, Piece>> pieces(JsonNode list) {
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        shapes(list.get("checkpoint")).forEach((name, shape) -> entries.put(name, entry(name, shape)));
        LeftOutList leftOut = new LeftOutList();
        assertThat(ForeignModel.of(entries)).isEmpty();
        Sections sections = Sections.of(NOWHERE, entries);
        Map<Component, Map<String, Piece>> pieces = new TreeMap<>();
        sections.found().forEach((component, section) -> pieces.put(component, section.pieces(NOWHERE, leftOut)));
        assertThat(sections.outside()).isEmpty();
        return pieces;
    }

    /** Whichever tensor of a published model is not there, it is named. */
    @ParameterizedTest
    @EnumSource(Architecture.class)
    void anyTensorThatLacksIsNoticed(Architecture architecture) throws IOException {
        for (Map.Entry<String, JsonNode> part :
                list(architecture).path("diffusers").properties()) {
            Component component = component(part.getKey());
            Set<String> names = new TreeSet<>(shapes(part.getValue()).keySet());
            assertThat(Completeness.missing(component, names)).isEmpty();
            for (String name : List.copyOf(names)) {
                names.remove(name);
                assertThat(Completeness.missing(component, names)).contains(name);
                names.add(name);
            }
            System.out.println(architecture + " " + part.getKey() + ": each of " + names.size() + " tensors is missed");
        }
    }

    private static Map<String, Piece> of(Map<Component, Map<String, Piece>> pieces, Component component) {
        return Objects.requireNonNull(pieces.get(component));
    }

    private static TensorEntry entry(String name, List<Long> shape) {
        long elements = shape.stream().reduce(1L, (a, b) -> a * b);
        return new TensorEntry(name, DType.F16, shape, 0, 2 * elements);
    }

    private static Map<String, List<Long>> shapes(JsonNode list) {
        Map<String, List<Long>> shapes = new TreeMap<>();
        list.properties().forEach(entry -> {
            List<Long> shape = new ArrayList<>();
            entry.getValue().forEach(size -> shape.add(size.longValue()));
            shapes.put(entry.getKey(), shape);
        });
        return shapes;
    }

    private static Component component(String folder) {
        for (Component component : Component.values()) {
            if (component.folder().equals(folder)) {
                return component;
            }
        }
        throw new AssertionError(folder);
    }

    private static JsonNode list(Architecture architecture) throws IOException {
        String name = switch (architecture) {
            case SD1 -> "sd15";
            case SD2 -> "sd21";
            case SDXL -> "sdxl";
        };
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(Reference.folder("tensor-lists").resolve(name + ".json.gz")))) {
            return new ObjectMapper().readTree(in);
        }
    }
}
