package dev.styleseal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.Reference;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.TensorFile;
import dev.styleseal.weights.WeightFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One-file models seen as diffusers sees them. */
class CheckpointTest {
    @TempDir
    private static Path folder;

    static List<GoldenModel> models() {
        return GoldenModel.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyTensorIsThatOfDiffusersByteByByte(GoldenModel model) throws Exception {
        try (Checkpoint checkpoint = Checkpoint.open(model.file(folder))) {
            assertThat(checkpoint.architecture()).isEqualTo(model.architecture());
            int count = 0;
            for (Map.Entry<String, JsonNode> component : model.expected().properties()) {
                Component part = component(component.getKey());
                Map<String, Piece> pieces = checkpoint.pieces(part);
                assertThat(pieces.keySet())
                        .containsExactlyInAnyOrderElementsOf(
                                () -> component.getValue().fieldNames());
                for (Piece piece : pieces.values()) {
                    JsonNode expected = component.getValue().get(piece.name());
                    assertThat(List.of(type(piece), piece.shape().toString(), hash(checkpoint.file(), piece)))
                            .as(piece.name())
                            .containsExactly(
                                    expected.get(0).textValue(),
                                    expected.get(1).toString().replace(",", ", "),
                                    expected.get(2).textValue());
                    count++;
                }
            }
            System.out.println(model.architecture() + ": " + count + " tensors equal, left out "
                    + checkpoint.leftOut().stream()
                            .map(left -> left.names().size() + " " + left.reason())
                            .toList());
            assertThat(checkpoint.leftOut()).isNotEmpty();
        }
    }

    private static String type(Piece piece) {
        return switch (piece.entry().dtype()) {
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> "float32";
        };
    }

    private static String hash(TensorFile file, Piece piece) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        new ModelTensor(file, piece).putTo(piece.entry().dtype(), false, digest::update);
        return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
    }

    private static Component component(String name) {
        return Component.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Single files of the reference libraries, as large as they come; in the project there is none. */
    @Test
    void referenceFilesAreTheirFolders() throws IOException {
        for (String name : List.of("sd15", "sdxl")) {
            Path home = Reference.folder("single-file").resolve(name);
            for (String file : List.of("model.safetensors", "model.ckpt")) {
                if (Files.exists(home.resolve(file))) {
                    try (Checkpoint checkpoint = Checkpoint.open(
                            home.resolve(file), Optional.of(home.resolve("folder")), WeightCopy.TRAINED)) {
                        requireEqual(home.resolve("folder"), checkpoint);
                    }
                }
            }
        }
    }

    private static void requireEqual(Path home, Checkpoint checkpoint) {
        for (Component component : checkpoint.components()) {
            try (WeightFolder weights = WeightFolder.open(home.resolve(component.folder()))) {
                Map<String, Piece> pieces = checkpoint.pieces(component);
                assertThat(pieces.keySet()).isEqualTo(weights.entries().keySet());
                for (Piece piece : pieces.values()) {
                    assertThat(floats(checkpoint.file(), piece))
                            .as(piece.name())
                            .isEqualTo(weights.floats(piece.name()));
                }
                System.out.println(checkpoint.file().path() + " " + component + ": " + pieces.size()
                        + " tensors equal to the folder's, worst difference 0");
            }
        }
    }

    /** A piece that is not transposed. */
    private static HostTensor floats(TensorFile file, Piece piece) {
        float[] values = file.floats(piece.entry().name()).values();
        int from = (int) (piece.byteOffset() / piece.entry().dtype().bytes());
        int count = (int) (piece.byteLength() / piece.entry().dtype().bytes());
        return new HostTensor(piece.shape(), Arrays.copyOfRange(values, from, from + count));
    }

    @ParameterizedTest
    @MethodSource("models")
    void configsOfAFolderWin(GoldenModel model) throws IOException {
        try (Checkpoint checkpoint =
                Checkpoint.open(model.file(folder), Optional.of(model.configs()), WeightCopy.TRAINED)) {
            for (Component component : checkpoint.components()) {
                assertThat(checkpoint.config(component))
                        .isEqualTo(new ObjectMapper()
                                .readTree(model.configs()
                                        .resolve(component.folder())
                                        .resolve("config.json")
                                        .toFile()));
            }
            assertThat(checkpoint.prediction().orElseThrow().value())
                    .isEqualTo(model.architecture().usualPrediction());
            assertThat(checkpoint.modelIndex().path("unet").path(1).textValue()).isEqualTo("UNet2DConditionModel");
        }
    }

    @Test
    void averagedWeightsAreReadInPlaceOfTheTrained() throws IOException {
        Map<String, HostTensor> tensors = read(new GoldenModel(Architecture.SD1));
        Map<String, HostTensor> both = new TreeMap<>(tensors);
        tensors.forEach((name, tensor) -> {
            if (name.startsWith("model.diffusion_model.")) {
                float[] half = tensor.values().clone();
                for (int i = 0; i < half.length; i++) {
                    half[i] /= 2;
                }
                both.put(
                        "model_ema." + name.substring("model.".length()).replace(".", ""),
                        new HostTensor(tensor.shape(), half));
            }
        });
        Path file = write("averaged", both);
        try (Checkpoint trained = Checkpoint.open(file);
                Checkpoint averaged = Checkpoint.open(file, Optional.empty(), WeightCopy.AVERAGED)) {
            assertThat(averaged.pieces(Component.UNET).keySet())
                    .isEqualTo(trained.pieces(Component.UNET).keySet());
            Piece piece = piece(averaged, Component.UNET, "conv_in.weight");
            Piece before = piece(trained, Component.UNET, "conv_in.weight");
            assertThat(averaged.file().floats(piece.entry().name()).values()[0])
                    .isEqualTo(trained.file().floats(before.entry().name()).values()[0] / 2);
            assertThat(trained.leftOut().stream()
                            .filter(left -> left.reason().pattern().equals(Needless.AVERAGED))
                            .findFirst()
                            .orElseThrow()
                            .names())
                    .hasSize(trained.pieces(Component.UNET).size() + 2); // and decay and num_updates
        }
    }

    @Test
    void textEncoderWithoutItsInnerPrefixIsTheSame() throws IOException {
        Map<String, HostTensor> renamed = new TreeMap<>();
        read(new GoldenModel(Architecture.SD1))
                .forEach((name, tensor) ->
                        renamed.put(name.replace(".transformer.text_model.", ".transformer."), tensor));
        try (Checkpoint checkpoint = Checkpoint.open(write("inner", renamed));
                Checkpoint before = Checkpoint.open(new GoldenModel(Architecture.SD1).file(folder))) {
            assertThat(checkpoint.pieces(Component.TEXT_ENCODER).keySet())
                    .isEqualTo(before.pieces(Component.TEXT_ENCODER).keySet());
        }
    }

    @Test
    void aVaeIsReadUnderAllItsNames() throws IOException {
        Path whole = new GoldenModel(Architecture.SDXL).file(folder);
        Map<String, HostTensor> bare = new LinkedHashMap<>();
        Map<String, HostTensor> prefixed = new LinkedHashMap<>();
        Map<String, HostTensor> diffusers = new LinkedHashMap<>();
        Map<String, HostTensor> older = new LinkedHashMap<>();
        Map<String, List<Long>> shapes = new TreeMap<>();
        try (Checkpoint checkpoint = Checkpoint.part(whole, Component.VAE, Architecture.SDXL)) {
            assertThat(checkpoint.components()).containsExactly(Component.VAE);
            checkpoint.pieces(Component.VAE).forEach((name, piece) -> {
                shapes.put(name, piece.shape());
                HostTensor stored = checkpoint.file().floats(piece.entry().name());
                bare.put(piece.entry().name().replace("first_stage_model.", ""), stored);
                prefixed.put(piece.entry().name().replace("first_stage_model.", "vae."), stored);
                HostTensor today = new HostTensor(piece.shape(), stored.values());
                diffusers.put(name, today);
                older.put(
                        name.replace(".to_q.", ".query.")
                                .replace(".to_k.", ".key.")
                                .replace(".to_v.", ".value.")
                                .replace(".to_out.0.", ".proj_attn."),
                        today);
            });
        }
        int files = 0;
        for (Map<String, HostTensor> tensors : List.of(bare, prefixed, diffusers, older)) {
            try (Checkpoint vae = Checkpoint.part(write("vae" + files++, tensors), Component.VAE, Architecture.SDXL)) {
                Map<String, List<Long>> found = new TreeMap<>();
                vae.pieces(Component.VAE).forEach((name, piece) -> found.put(name, piece.shape()));
                assertThat(found).isEqualTo(shapes);
                assertThat(vae.config(Component.VAE).path("scaling_factor").doubleValue())
                        .isEqualTo(0.13025);
            }
        }
    }

    @Test
    void aTextEncoderAloneServesAsEitherOfTheTwo() throws IOException {
        Map<String, HostTensor> alone = new TreeMap<>();
        read(new GoldenModel(Architecture.SDXL)).forEach((name, tensor) -> {
            if (name.startsWith("conditioner.embedders.1.model.")) {
                alone.put(name.replace("conditioner.embedders.1.model.", ""), tensor);
            }
        });
        Path file = write("clip", alone);
        try (Checkpoint second = Checkpoint.part(file, Component.TEXT_ENCODER_2, Architecture.SDXL);
                Checkpoint first = Checkpoint.part(file, Component.TEXT_ENCODER, Architecture.SD2)) {
            assertThat(second.pieces(Component.TEXT_ENCODER_2)).containsKey("text_projection.weight");
            assertThat(piece(second, Component.TEXT_ENCODER_2, "text_projection.weight")
                            .transposed())
                    .isTrue();
            assertThat(first.pieces(Component.TEXT_ENCODER)).doesNotContainKey("text_projection.weight");
        }
    }

    private static Piece piece(Checkpoint checkpoint, Component component, String name) {
        return Objects.requireNonNull(checkpoint.pieces(component).get(name));
    }

    private static Map<String, HostTensor> read(GoldenModel model) throws IOException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(model.file(folder))) {
            file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
        }
        return tensors;
    }

    private static Path write(String name, Map<String, HostTensor> tensors) {
        Path file = folder.resolve(name + ".safetensors");
        SafetensorsWriter.of(tensors, any -> DType.F16).write(file, new TreeMap<>());
        return file;
    }
}
