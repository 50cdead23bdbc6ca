package dev.styleseal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.Reference;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Message;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.WeightFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Base models from one form into the other and back. */
class ModelConversionTest {
    private static final ModelConversion.Tokenizers NO_TOKENIZERS = (folder, padding) -> {};

    @TempDir
    private Path folder;

    static List<GoldenModel> models() {
        return GoldenModel.all();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aFileBecomesTheFolderThatDiffusersMakesOfItAndTheFileAgain(GoldenModel model) throws IOException {
        Path file = model.file(folder);
        Path configs = withTokenizers(model);
        Path asFolder = folder.resolve("folder");
        ConversionReport report =
                convert(file, asFolder, Conversion.Form.FOLDER, Optional.empty(), Optional.of(configs));
        assertThat(report.architecture()).isEqualTo(model.architecture());
        assertThat(report.prediction().value()).isEqualTo(model.architecture().usualPrediction());
        for (Map.Entry<String, JsonNode> component : model.expected().properties()) {
            try (WeightFolder weights = WeightFolder.open(asFolder.resolve(component.getKey()))) {
                assertThat(weights.entries().keySet())
                        .containsExactlyInAnyOrderElementsOf(
                                () -> component.getValue().fieldNames());
            }
            assertThat(json(asFolder.resolve(component.getKey()).resolve("config.json")))
                    .isEqualTo(json(configs.resolve(component.getKey()).resolve("config.json")));
        }
        assertThat(json(asFolder.resolve("model_index.json"))
                        .path("unet")
                        .path(1)
                        .asText())
                .isEqualTo("UNet2DConditionModel");
        assertThat(asFolder.resolve("tokenizer/vocab.json")).exists();

        Path again = folder.resolve("again.safetensors");
        ConversionReport back = convert(asFolder, again, Conversion.Form.FILE, Optional.empty(), Optional.empty());
        System.out.println(model.architecture() + ": " + requireSame(file, again, report.leftOut())
                + " stored tensors equal after both conversions; remarks " + back.remarks());
        assertThat(back.remarks()).isNotEmpty(); // the small models have heads that shapes do not tell
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith(".styleseal")))
                    .isEmpty();
        }
    }

    /** Every tensor of the input that was not left out, byte by byte. */
    private static int requireSame(Path before, Path after, List<LeftOut> leftOut) {
        List<String> needless =
                leftOut.stream().flatMap(left -> left.names().stream()).toList();
        int count = 0;
        try (SafetensorsFile one = SafetensorsFile.open(before);
                SafetensorsFile two = SafetensorsFile.open(after)) {
            for (TensorEntry entry : one.entries().values()) {
                if (!needless.contains(entry.name())) {
                    TensorEntry found = two.entry(entry.name());
                    assertThat(found.shape()).as(entry.name()).isEqualTo(entry.shape());
                    assertThat(found.dtype()).as(entry.name()).isEqualTo(entry.dtype());
                    assertThat(bytes(two, found)).as(entry.name()).isEqualTo(bytes(one, entry));
                    count++;
                }
            }
            assertThat(two.entries()).hasSize(count);
            assertThat(two.metadata()).containsKey("modelspec.architecture");
        }
        return count;
    }

    private static byte[] bytes(SafetensorsFile file, TensorEntry entry) {
        ByteBuffer bytes = ByteBuffer.allocate((int) entry.byteLength());
        file.read(entry, bytes);
        return bytes.array();
    }

    /** A folder of configs and tokenizers, as a whole diffusers folder has them. */
    private Path withTokenizers(GoldenModel model) throws IOException {
        Path copy = folder.resolve("configs");
        copy(model.configs(), copy);
        copy(Reference.folder("sd1/model/tokenizer"), copy.resolve("tokenizer"));
        copy(Reference.folder("sd1/model/tokenizer"), copy.resolve("tokenizer_2"));
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Folders that diffusers wrote, whose architecture does not tell everything in one file. */
    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void foldersOfDiffusersComeBackFromOneFile(String name) throws IOException {
        Path model = Reference.folder(name).resolve("model");
        Path file = folder.resolve("one.safetensors");
        convert(model, file, Conversion.Form.FILE, Optional.empty(), Optional.empty());
        Path back = folder.resolve("back");
        ConversionReport report = convert(file, back, Conversion.Form.FOLDER, Optional.empty(), Optional.of(model));
        int count = 0;
        for (ConversionReport.Written written : report.components()) {
            String component = written.component().folder();
            try (WeightFolder before = WeightFolder.open(model.resolve(component));
                    WeightFolder after = WeightFolder.open(back.resolve(component))) {
                for (String tensor : after.entries().keySet()) {
                    assertThat(after.floats(tensor)).as(tensor).isEqualTo(before.floats(tensor));
                    count++;
                }
                assertThat(written.tensors()).isEqualTo(after.entries().size());
            }
        }
        System.out.println(name + ": " + count + " tensors of the folder equal after one file, worst difference 0");
    }

    @Test
    void precisionsAreRoundedToNearest() throws IOException {
        GoldenModel model = new GoldenModel(Architecture.SD1);
        for (DType type : List.of(DType.F32, DType.F16, DType.BF16)) {
            Path out = folder.resolve(type + ".safetensors");
            convert(model.file(folder), out, Conversion.Form.FILE, Optional.of(type), Optional.empty());
            try (SafetensorsFile before = SafetensorsFile.open(model.file(folder));
                    SafetensorsFile after = SafetensorsFile.open(out)) {
                for (TensorEntry entry : after.entries().values()) {
                    assertThat(entry.dtype()).isEqualTo(type);
                    float[] values = before.floats(entry.name()).values();
                    float[] found = after.floats(entry.name()).values();
                    for (int i = 0; i < values.length; i++) {
                        assertThat(found[i]).isEqualTo(type.round(values[i]));
                    }
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsNamedAndNothingIsLeftBehind() throws IOException {
        Map<String, HostTensor> tensors = golden();
        Objects.requireNonNull(tensors.get("first_stage_model.quant_conv.bias")).values()[1] = 70000;
        Path large = write("large", tensors);
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> convert(large, out, Conversion.Form.FILE, Optional.of(DType.F16), Optional.empty()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("element 1 of tensor first_stage_model.quant_conv.bias is 70000")
                .hasMessageContaining("bf16");
        Path broken = folder.resolve("nan.safetensors");
        Files.write(broken, withNaN(Files.readAllBytes(large)));
        assertThatThrownBy(() -> convert(
                        broken, out, Conversion.Form.FOLDER, Optional.empty(), Optional.of(withTokenizers(SD1))))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("first_stage_model.quant_conv.bias is NaN");
        assertThat(out).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(path -> path.getFileName().toString().endsWith(".tmp")))
                    .isEmpty();
        }
    }

    private static final GoldenModel SD1 = new GoldenModel(Architecture.SD1);

    /** 70000 as a float, made NaN. */
    private static byte[] withNaN(byte[] file) {
        for (int i = 0; i + 4 <= file.length; i++) {
            if (file[i] == 0 && file[i + 1] == (byte) 0xb8 && file[i + 2] == (byte) 0x88 && file[i + 3] == 0x47) {
                file[i + 2] = (byte) 0xc0;
                file[i + 3] = 0x7f;
                return file;
            }
        }
        throw new AssertionError("70000 is not in the file");
    }

    @Test
    void whatAFileSaysGoesIntoTheScheduler() throws IOException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(new GoldenModel(Architecture.SDXL).file(folder))) {
            file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
        }
        tensors.put("v_pred", HostTensor.of(new float[0], 0));
        tensors.put("ztsnr", HostTensor.of(new float[0], 0));
        Path file = write("velocity", tensors);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.prediction().orElseThrow().value()).isEqualTo(PredictionType.V_PREDICTION);
            JsonNode scheduler = checkpoint.schedulerConfig(PredictionType.V_PREDICTION, true);
            assertThat(scheduler.path("rescale_betas_zero_snr").asBoolean()).isTrue();
            assertThat(scheduler.path("prediction_type").asText()).isEqualTo("v_prediction");
            assertThat(scheduler.path("_class_name").asText()).isEqualTo("EulerDiscreteScheduler");
        }
        Path again = folder.resolve("again.safetensors");
        ConversionReport report = convert(file, again, Conversion.Form.FILE, Optional.of(DType.F16), Optional.empty());
        assertThat(report.prediction().reason().text()).contains("v_pred");
        try (Checkpoint checkpoint = Checkpoint.open(again)) {
            assertThat(checkpoint.prediction().orElseThrow().value()).isEqualTo(PredictionType.V_PREDICTION);
            assertThat(checkpoint.zeroTerminalSnr().orElseThrow().value()).isTrue();
            assertThat(checkpoint.file().entries()).containsKeys("v_pred", "ztsnr");
        }
    }

    @Test
    void whatIsThereIsNotReplaced() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        assertThatThrownBy(() ->
                        convert(SD1.file(folder), there, Conversion.Form.FOLDER, Optional.empty(), Optional.empty()))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it is there already");
    }

    @Test
    void optionsOfFilesAreRefusedForFolders() {
        Path model = Reference.folder("sd1/model");
        assertThatThrownBy(() ->
                        convert(model, folder.resolve("x"), Conversion.Form.FILE, Optional.empty(), Optional.of(model)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("--base-config");
    }

    @Test
    void askedToStopItLeavesNothing() throws IOException {
        Cancellation cancellation = new Cancellation();
        Path out = folder.resolve("stopped");
        ModelConversion conversion = ModelConversion.of(
                conversion(
                        SD1.file(folder),
                        out,
                        Conversion.Form.FOLDER,
                        Optional.empty(),
                        Optional.of(withTokenizers(SD1))),
                NO_TOKENIZERS);
        List<Message> heard = new ArrayList<>();
        assertThatThrownBy(() -> conversion.run(
                        (done, total) -> {
                            assertThat(done).isLessThanOrEqualTo(total);
                            heard.add(Message.of("{0}", done));
                            cancellation.request();
                        },
                        cancellation))
                .isInstanceOf(Interrupted.class);
        assertThat(heard).hasSize(1);
        assertThat(out).doesNotExist();
    }

    private static ConversionReport convert(
            Path input, Path output, Conversion.Form form, Optional<DType> precision, Optional<Path> configs) {
        return ModelConversion.of(conversion(input, output, form, precision, configs), NO_TOKENIZERS)
                .run((done, total) -> {}, new Cancellation());
    }

    private static Conversion conversion(
            Path input, Path output, Conversion.Form form, Optional<DType> precision, Optional<Path> configs) {
        return new Conversion(
                input, output, form, precision, configs, WeightCopy.TRAINED, Optional.empty(), Optional.empty());
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private Map<String, HostTensor> golden() throws IOException {
        Map<String, HostTensor> tensors = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(SD1.file(folder))) {
            file.entries().keySet().forEach(name -> tensors.put(name, file.floats(name)));
        }
        return tensors;
    }

    private Path write(String name, Map<String, HostTensor> tensors) {
        Path file = folder.resolve(name + ".safetensors");
        SafetensorsWriter.of(tensors, any -> DType.F32).write(file, new TreeMap<>());
        return file;
    }
}
