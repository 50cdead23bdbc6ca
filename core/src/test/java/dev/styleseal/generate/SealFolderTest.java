package dev.styleseal.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFormat;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.prompt.SealTag;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seals that a prompt calls by name. */
class SealFolderTest {
    private static final String UNET = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
    private static final String TEXT = "text_encoder.text_model.encoder.layers.0.self_attn.q_proj";

    @TempDir
    private Path folder;

    @Test
    void aSealIsFoundByItsNameInFoldersBelow() throws IOException {
        seal(Files.createDirectories(folder.resolve("below")).resolve("fox.safetensors"), UNET);
        assertThat(called(new SealTag("fox", 0.5, 0.5))).singleElement().satisfies(worn -> {
            assertThat(worn.name()).isEqualTo("fox");
            assertThat(worn.weight()).isEqualTo(0.5);
            assertThat(worn.hash()).hasSize(64);
        });
    }

    @Test
    void aPickledSealIsCalledByItsNameToo() throws IOException {
        Files.copy(Path.of("src/test/resources/golden/pickles/seal.bin"), folder.resolve("ink.pt"));
        WornSeal worn = SealFolder.called(Optional.of(SealFolder.open(folder)), List.of(new SealTag("ink", 1, 1)))
                .get(0);
        assertThat(worn.name()).isEqualTo("ink");
        assertThat(worn.seal().modules()).isNotEmpty();
    }

    @Test
    void aPeftFolderIsASealAndItsPiecesAreNone() {
        for (String name : List.of("fox", "ink")) {
            Stream<String> paths = name.equals("fox") ? Stream.of(UNET) : Stream.of(UNET, TEXT);
            Seal.of(paths.map(SealFolderTest::module).toList(), SealMetadata.none())
                    .save(folder.resolve(name), SealFormat.PEFT, DType.F16);
        }
        assertThat(called(new SealTag("fox", 1, 1)))
                .singleElement()
                .satisfies(worn -> assertThat(worn.seal().modules()).containsOnlyKeys(UNET));
        assertThatThrownBy(() -> called(new SealTag("adapter_model", 1, 1)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Expected one of fox, ink.");
    }

    @Test
    void aSealOfTwoWeightsIsWornInTwoParts() {
        seal(folder.resolve("fox.safetensors"), UNET, TEXT);
        List<WornSeal> worn = called(new SealTag("fox", 0.25, 2));
        assertThat(worn.stream().map(WornSeal::weight)).containsExactly(0.25, 2.0);
        assertThat(worn.stream().flatMap(part -> part.seal().modules().keySet().stream()))
                .containsExactly(TEXT, UNET);
        assertThat(called(new SealTag("fox", 1, 1))).hasSize(1);
    }

    @Test
    void aNameThatIsNotThereListsThoseThatAre() {
        seal(folder.resolve("fox.safetensors"), UNET);
        seal(folder.resolve("ink.safetensors"), UNET);
        assertThatThrownBy(() -> called(new SealTag("fxo", 1, 1)))
                .isInstanceOf(BadInput.class)
                .hasMessage("The prompt calls the seal fxo, and " + folder
                        + " has none of that name. Expected one of fox, ink. Did you mean fox?");
        assertThatThrownBy(() -> called(new SealTag("../" + folder.getFileName() + "/fox", 1, 1)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("has none of that name");
    }

    @Test
    void twoSealsOfOneNameAreRefused() throws IOException {
        seal(folder.resolve("fox.safetensors"), UNET);
        seal(Files.createDirectories(folder.resolve("below")).resolve("fox.safetensors"), UNET);
        assertThatThrownBy(() -> called(new SealTag("fox", 1, 1)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("holds 2 of that name")
                .hasMessageContaining("Expected one. Rename the others.");
    }

    @Test
    void aFolderIsNeededAndMustHoldSeals() {
        assertThatThrownBy(() -> SealFolder.called(Optional.empty(), List.of(new SealTag("fox", 1, 1))))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("it is not said where seals are. Expected a folder with fox.safetensors");
        assertThatThrownBy(() -> SealFolder.open(folder.resolve("none")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("There is no folder")
                .hasMessageContaining("Correct --seals");
        assertThatThrownBy(() -> called(new SealTag("fox", 1, 1)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("there is no .safetensors in it. Expected fox.safetensors. Copy the seal there");
    }

    private List<WornSeal> called(SealTag... tags) {
        return SealFolder.called(Optional.of(SealFolder.open(folder)), List.of(tags));
    }

    private static void seal(Path file, String... paths) {
        Seal.of(Arrays.stream(paths).map(SealFolderTest::module).toList(), SealMetadata.none())
                .save(file);
    }

    private static LoraModule module(String path) {
        return new LoraModule(
                path, HostTensor.of(new float[] {1, 2}, 1, 2), HostTensor.of(new float[] {3, 4}, 2, 1), 1);
    }
}
