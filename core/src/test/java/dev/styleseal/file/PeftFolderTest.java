package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeftFolderTest {
    private static final LoraModule UNET = module("unet.mid_block.attentions.0.proj_in");
    private static final LoraModule TEXT = module("text_encoder.text_model.encoder.layers.0.mlp.fc1");
    private static final LoraModule TEXT_2 = module("text_encoder_2.text_model.encoder.layers.0.mlp.fc1");

    @TempDir
    Path folder;

    private Path peft = Path.of("");

    @BeforeEach
    void place() {
        peft = folder.resolve("seal");
    }

    private static LoraModule module(String path) {
        HostTensor one = HostTensor.of(new float[] {1}, 1, 1);
        return new LoraModule(path, one, one, 0.5);
    }

    private void save(LoraModule... modules) {
        Seal.of(List.of(modules), SealMetadata.none()).save(peft, SealFormat.PEFT, DType.F32);
    }

    @Test
    void theUNetAloneIsInTheFolderItselfAndMayBeNamedByItsFile() {
        save(UNET);
        assertThat(Seal.open(peft).modules()).containsOnlyKeys(UNET.path()).containsValue(UNET);
        assertThat(Seal.open(peft.resolve(PeftFolder.WEIGHTS)).modules()).containsValue(UNET);
        FileInspection inspection = FileInspection.of(peft);
        assertThat(inspection.kind()).isEqualTo(FileKind.SEAL);
        assertThat(inspection.seal().orElseThrow().format()).isEqualTo(SealFormat.PEFT);
        assertThat(inspection.hashCheck()).isEqualTo(FileInspection.HashCheck.MATCHES);
    }

    @Test
    void severalNetworksHaveAFolderEach() throws IOException {
        save(UNET, TEXT, TEXT_2);
        assertThat(Seal.open(peft).modules().values()).containsExactlyInAnyOrder(UNET, TEXT, TEXT_2);
        assertThat(Seal.open(peft.resolve("text_encoder_2")).modules()).containsOnlyKeys(TEXT_2.path());
        SealFiles files = SealFiles.of(peft);
        assertThat(files.files()).hasSize(6);
        assertThat(files.bytes()).isPositive();
        assertThat(files.dataSha256()).hasSize(3 * 64);
        assertThatThrownBy(() -> FileInspection.of(peft))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("holds 3 networks", "text_encoder_2");
    }

    @Test
    void anEarlierAdapterIsReplacedAndOtherThingsAreNot() throws IOException {
        save(UNET, TEXT);
        save(TEXT);
        assertThat(Seal.open(peft).modules()).containsOnlyKeys(TEXT.path());
        SealFiles.of(peft).delete();
        assertThat(peft).doesNotExist();
        Files.createDirectory(peft);
        save(UNET);
        SealFiles.of(peft).delete();
        Files.createDirectory(peft);
        Files.writeString(peft.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> save(UNET))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("something else is there");
        assertThat(peft.resolve("notes.txt")).hasContent("mine");
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(peft);
        }
    }

    @Test
    void aFolderWithoutAdapterIsNoSeal() throws IOException {
        Files.createDirectory(peft);
        assertThatThrownBy(() -> Seal.open(peft))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("there is no adapter_config.json", "PEFT folder");
    }

    @Test
    void aMissingFolderAboveIsNamed() {
        peft = folder.resolve("none").resolve("seal");
        assertThatThrownBy(() -> save(UNET)).isInstanceOf(BadInput.class).hasMessageContaining("there is no folder");
    }

    @Test
    void configsOfOtherKindsAreRefused() throws IOException {
        assertConfig("{\"peft_type\":\"LOHA\",\"r\":1,\"lora_alpha\":1}", BadInput.class, "says that it is LOHA");
        assertConfig(
                "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":1,\"fan_in_fan_out\":true}",
                BadInput.class,
                "fan_in_fan_out, which is not supported");
        assertConfig("{\"r\":2,\"lora_alpha\":1}", CorruptFile.class, "it says rank 2 for");
        assertConfig("{\"r\":1}", CorruptFile.class, "it says nothing for lora_alpha");
        assertConfig("{\"r\":1", CorruptFile.class, "no JSON that can be trusted");
        assertConfig("[]", CorruptFile.class, "no JSON object");
        assertConfig(" ".repeat((16 << 20) + 1), CorruptFile.class, "has more than");
    }

    private void assertConfig(String text, Class<? extends Exception> type, String words) throws IOException {
        save(UNET);
        Files.writeString(peft.resolve(PeftFolder.CONFIG), text);
        assertThatThrownBy(() -> Seal.open(peft)).isInstanceOf(type).hasMessageContaining(words);
    }

    @Test
    void aMissingWeightsFileIsNamed() throws IOException {
        save(UNET);
        Files.delete(peft.resolve(PeftFolder.WEIGHTS));
        assertThatThrownBy(() -> Seal.open(peft)).isInstanceOf(BadInput.class).hasMessageContaining(PeftFolder.WEIGHTS);
    }
}
