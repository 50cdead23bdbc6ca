package dev.styleseal.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.Reference;
import dev.styleseal.error.BadInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipTokenizerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = "<|endoftext|>";

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2", "sdxl"})
    void promptsOfEveryKindGetTheIdsOfTransformers(String kind) throws IOException {
        ClipTokenizer tokenizer = ClipTokenizer.open(Reference.folder(kind).resolve("model/tokenizer"));
        JsonNode cases =
                JSON.readTree(Reference.folder(kind).resolve("tokens.json").toFile());
        for (JsonNode each : cases) {
            String prompt = each.get("prompt").asText();
            assertThat(tokenizer.encode(prompt)).as(prompt).containsExactly(ids(each, "ids"));
            assertThat(tokenizer.encodeUnpadded(prompt)).as(prompt).containsExactly(ids(each, "ids_unpadded"));
        }
        System.out.println(kind + "/tokens.json: " + cases.size() + " prompts, all ids equal");
    }

    @Test
    void publishedVocabularyGivesTheIdsOfTransformersForAllScripts() throws IOException {
        ClipTokenizer tokenizer = ClipTokenizer.published(END);
        JsonNode cases = gzipped(Files.newInputStream(Reference.folder("tokenizer/cases.json.gz")));
        for (JsonNode each : cases) {
            String text = each.get("text").asText();
            assertThat(tokenizer.encodeUnpadded(text)).as(text).containsExactly(ids(each, "ids"));
        }
        assertThat(tokenizer.vocabularySize()).isEqualTo(49_408);
        System.out.println("tokenizer/cases.json.gz: " + cases.size() + " strings, all ids equal");
    }

    /** Random characters of all planes, marks, controls and pieces of special tokens, by CLIPTokenizerFast (4.57). */
    @Test
    void charactersOfAllPlanesGetTheIdsOfTransformersOnAnyJava() throws IOException {
        Map<String, ClipTokenizer> byPad = new HashMap<>();
        JsonNode cases = gzipped(
                Objects.requireNonNull(ClipTokenizerTest.class.getResourceAsStream("all-planes.json.gz"), "resource"));
        for (JsonNode each : cases) {
            ClipTokenizer tokenizer = byPad.computeIfAbsent(each.get("pad").asText(), ClipTokenizer::published);
            String text = each.get("text").asText();
            assertThat(tokenizer.encodeUnpadded(text)).as(text).containsExactly(ids(each, "ids"));
        }
        System.out.println("all-planes.json.gz: " + cases.size() + " strings, all ids equal");
    }

    @Test
    void longTextIsCutBeforeTheEndTokenAndSaysByHowMuch() {
        ClipTokenizer tokenizer = ClipTokenizer.published(END);
        String text = "word ".repeat(80);
        int[] ids = tokenizer.encode(text);
        assertThat(ids).hasSize(tokenizer.maxLength()).startsWith(tokenizer.beginId());
        assertThat(ids[ids.length - 1]).isEqualTo(tokenizer.endId());
        assertThat(tokenizer.truncatedTokens(text)).isEqualTo(80 - 75);
        assertThat(tokenizer.truncatedTokens("word ".repeat(75))).isZero();
        assertThat(tokenizer.encodeUnpadded(text)).hasSize(82);
    }

    @Test
    void shortTextIsFilledWithThePadToken() {
        ClipTokenizer tokenizer = ClipTokenizer.published("!");
        assertThat(tokenizer.padId()).isZero();
        assertThat(tokenizer.encode("")).startsWith(tokenizer.beginId(), tokenizer.endId(), 0, 0);
    }

    @Test
    void tokensAreShownAsTheVocabularyWritesThem() {
        assertThat(ClipTokenizer.published(END).tokens("Sneakers'S 42 <|endoftext|>"))
                .containsExactly("sneakers</w>", "'s</w>", "4</w>", "2</w>", END);
    }

    @Test
    void veryLongWordTakesLittleTime() {
        assertThat(ClipTokenizer.published(END).ids("abcdefghij".repeat(20_000)))
                .hasSizeLessThan(200_000);
    }

    @Test
    void threadsMayShareIt() {
        ClipTokenizer tokenizer = ClipTokenizer.published(END);
        int[] expected = tokenizer.encode("a photo of sneakers 7");
        assertThat(IntStream.range(0, 2_000)
                        .parallel()
                        .mapToObj(i -> tokenizer.encode("a photo of sneakers " + i % 10)))
                .hasSize(2_000)
                .contains(expected);
    }

    @Test
    void halfASurrogatePairIsNoText() {
        ClipTokenizer tokenizer = ClipTokenizer.published(END);
        assertThatThrownBy(() -> tokenizer.encode("ab\uD83D"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("character 3")
                .hasMessageContaining("half a surrogate pair");
    }

    private static int[] ids(JsonNode node, String field) {
        return JSON.convertValue(node.get(field), int[].class);
    }

    private static JsonNode gzipped(InputStream in) throws IOException {
        try (InputStream unzipped = new GZIPInputStream(in)) {
            return JSON.readTree(unzipped);
        }
    }
}
