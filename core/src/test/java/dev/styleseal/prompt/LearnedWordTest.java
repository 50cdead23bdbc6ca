package dev.styleseal.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.styleseal.Comparison;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.model.StableDiffusion;
import dev.styleseal.nn.LayerWrapper;
import dev.styleseal.tensor.Engine;
import dev.styleseal.tensor.Placement;
import dev.styleseal.tensor.Scope;
import dev.styleseal.tensor.Tensors;
import dev.styleseal.unet.PromptStates;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Embedding files in all their forms; states are compared with those of diffusers' load_textual_inversion. */
class LearnedWordTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/embeddings");
    private static final Path MODELS = Path.of("src/test/resources/reference");
    private static final double BAR = 2e-5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sdxl"})
    void promptsWithLearnedWordsGiveTheStatesOfDiffusers(String kind) throws IOException {
        JsonNode cases = JsonMapper.builder()
                .build()
                .readTree(GOLDEN.resolve("cases.json").toFile());
        Engine.run(() -> {
            try (Scope scope = new Scope();
                    NoGradGuard noGrad = new NoGradGuard();
                    StableDiffusion model =
                            StableDiffusion.open(MODELS.resolve(kind).resolve("model"), Placement.REFERENCE);
                    SafetensorsFile expected = SafetensorsFile.open(GOLDEN.resolve("expected.safetensors"))) {
                for (int i = 0; i < cases.size(); i++) {
                    if (cases.get(i).get("kind").textValue().equals(kind)) {
                        compare(model, cases.get(i), expected, i);
                    }
                }
            }
        });
    }

    private static void compare(StableDiffusion model, JsonNode one, SafetensorsFile expected, int number) {
        List<LearnedWord> learned = new ArrayList<>();
        one.get("files")
                .forEach(name -> learned.add(
                        LearnedWordFile.read(GOLDEN.resolve(name.textValue() + ".safetensors"), Optional.empty())));
        String prompt = one.get("prompt").textValue();
        PromptStates states = model.promptEncoder(LayerWrapper.NONE, model.clipSkip())
                .withWords(learned)
                .encodeLong(List.of(Optional.of(List.of(new WeightedText(prompt, 1)))), Emphasis.ORIGINAL)
                .get(0);
        compare("embeddings: " + prompt, states.states(), expected.floats(number + ".states"));
        states.pooled().ifPresent(pooled -> compare("pooled: " + prompt, pooled, expected.floats(number + ".pooled")));
    }

    private static void compare(String what, Tensor ours, HostTensor theirs) {
        assertThat(ours.shape()).as(what).isEqualTo(theirs.sizes());
        Comparison.require(what, BAR, Tensors.floats(ours), theirs.values());
    }

    @ParameterizedTest
    @CsvSource({"sketch, sketch, 3, 1", "single, single, 1, 1", "placeholder, <cat-toy>, 2, 1", "pair, pair, 2, 2"})
    void theWordIsThePlaceholderOrTheNameOfTheFile(String file, String word, int tokens, int encoders) {
        LearnedWord read = LearnedWordFile.read(GOLDEN.resolve(file + ".safetensors"), Optional.empty());
        assertThat(read.word()).isEqualTo(word);
        assertThat(read.tokens()).isEqualTo(tokens);
        assertThat(read.vectors()).hasSize(encoders);
        assertThat(LearnedWordFile.read(GOLDEN.resolve(file + ".safetensors"), Optional.of("<mine>"))
                        .word())
                .isEqualTo("<mine>");
    }

    @ParameterizedTest
    @CsvSource({"word.pt, word, 2", "learned_embeds.bin, <toy>, 1"})
    void picklesAreReadAsTheirSafetensorsFiles(String name, String word, int tokens) {
        Path pickles = Path.of("src/test/resources/golden/pickles");
        LearnedWord read = LearnedWordFile.read(pickles.resolve(name), Optional.empty());
        assertThat(read.word()).isEqualTo(word);
        assertThat(read.tokens()).isEqualTo(tokens);
        LearnedWord same =
                LearnedWordFile.read(pickles.resolve(name.replaceFirst("\\..*", ".safetensors")), Optional.of(word));
        assertThat(read).isEqualTo(same);
    }

    @Test
    void thePairIsReadInTheOrderOfTheEncoders() {
        try (SafetensorsFile file = SafetensorsFile.open(GOLDEN.resolve("pair.safetensors"))) {
            assertThat(LearnedWordFile.read(file.path(), Optional.empty()).vectors())
                    .containsExactly(file.floats("clip_l"), file.floats("clip_g"));
        }
    }

    @Test
    void filesOfOtherFormsAreRefused() {
        assertRefused(
                Map.of("clip_l", tensor(2, 4)),
                BadInput.class,
                "holds clip_l and not its other half. Expected both clip_l and clip_g");
        assertRefused(
                Map.of("a", tensor(1, 4), "b", tensor(1, 4)),
                BadInput.class,
                "as an embedding: it holds 2 tensors: a, b. Expected emb_params");
        assertRefused(
                Map.of("emb_params", tensor(1, 4, 4)),
                BadInput.class,
                "its tensor emb_params has the shape [1, 4, 4]. Expected [vectors, width]");
        assertRefused(
                Map.of("clip_l", tensor(2, 4), "clip_g", tensor(1, 4)),
                CorruptFile.class,
                "clip_l has 2 vectors and clip_g has 1. Expected as many in both");
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() throws IOException {
        Path file = write("fox", Map.of("emb_params", tensor(1, 4)));
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - Float.BYTES, Float.NaN);
        Files.write(file, bytes);
        assertThatThrownBy(() -> LearnedWordFile.read(file, Optional.empty()))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("its tensor emb_params holds NaN at position 3. Expected finite numbers");
    }

    @Test
    void aWordIsNeeded() {
        Path file = write("fox", Map.of("emb_params", tensor(1, 4)));
        assertThatThrownBy(() -> LearnedWordFile.read(file, Optional.of(" ")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("has no word that calls it. Expected one such as <fox>");
    }

    @Test
    void wordsOfAnotherKindOfBaseAreRefused() {
        LearnedWord fox = new LearnedWord("fox", List.of(tensor(2, 4)), "");
        assertUnfit(List.of(fox), encoder(0, 2, 4, 75), "is for a base with 1 text encoders, and this base has 2");
        assertUnfit(List.of(fox), encoder(0, 1, 8, 75), "has vectors of 4 numbers for text encoder 1, which reads 8");
        assertUnfit(List.of(fox), encoder(0, 1, 4, 1), "has 2 vectors. Expected at most 1");
        assertUnfit(
                List.of(fox, new LearnedWord("FOX", List.of(tensor(1, 4)), "")),
                encoder(0, 1, 4, 75),
                "Two embeddings are called by the word \"FOX\"");
    }

    private static void assertUnfit(List<LearnedWord> words, LearnedWords.Encoder encoder, String message) {
        assertThatThrownBy(() -> LearnedWords.of(words, encoder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(message);
    }

    private static LearnedWords.Encoder encoder(int number, int of, int width, int longest) {
        return new LearnedWords.Encoder(number, of, 1000, width, longest);
    }

    private void assertRefused(Map<String, HostTensor> tensors, Class<? extends Throwable> kind, String message) {
        Path file = write("fox", tensors);
        assertThatThrownBy(() -> LearnedWordFile.read(file, Optional.empty()))
                .isInstanceOf(kind)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private Path write(String name, Map<String, HostTensor> tensors) {
        Path file = folder.resolve(name + ".safetensors");
        SafetensorsWriter.of(tensors, tensor -> DType.F32).write(file, new TreeMap<>());
        return file;
    }

    private static HostTensor tensor(long... sizes) {
        int count = 1;
        for (long size : sizes) {
            count *= (int) size;
        }
        return HostTensor.of(new float[count], sizes);
    }
}
