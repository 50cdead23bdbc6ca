package dev.styleseal.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.SealException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about tokenizer folders that are incomplete, broken or of another kind. */
class TokenizerFolderTest {
    private static final String BEGIN = "<|startoftext|>";
    private static final String END = "<|endoftext|>";

    @TempDir
    Path folder;

    @BeforeEach
    void smallTokenizer() throws IOException {
        StringBuilder ids = new StringBuilder("{");
        int id = 0;
        for (String suffix : List.of("", "</w>")) {
            for (char c = 'a'; c <= 'z'; c++) {
                ids.append('"')
                        .append(c)
                        .append(suffix)
                        .append("\":")
                        .append(id++)
                        .append(',');
            }
        }
        write("vocab.json", ids + "\"ab\":52,\"abc</w>\":53,\"" + BEGIN + "\":54,\"" + END + "\":55}");
        write("merges.txt", "#version: 0.2\na b\nab c</w>\n");
        write("tokenizer_config.json", "{\"model_max_length\": 6}");
    }

    @Test
    void smallTokenizerIsRead() {
        ClipTokenizer tokenizer = ClipTokenizer.open(folder);
        assertThat(tokenizer.encode("ABC ab")).containsExactly(54, 53, 0, 27, 55, 55);
        assertThat(tokenizer.vocabularySize()).isEqualTo(56);
    }

    @Test
    void byteThatTheVocabularyLacksIsTheUnknownToken() {
        assertThat(ClipTokenizer.open(folder).encodeUnpadded("?")).containsExactly(54, 55, 55);
    }

    @Test
    void folderWithoutVocabularyMeansThePublishedOne() throws IOException {
        Files.delete(folder.resolve("vocab.json"));
        Files.delete(folder.resolve("merges.txt"));
        assertThat(ClipTokenizer.open(folder).encodeUnpadded("a")).containsExactly(49_406, 320, 49_407);
    }

    @Test
    void oldFoldersSpecialTokensMapGoesFirst() throws IOException {
        write("tokenizer_config.json", "{\"model_max_length\": 4, \"pad_token\": \"" + END + "\"}");
        write("special_tokens_map.json", "{\"pad_token\": \"a\"}");
        assertThat(ClipTokenizer.open(folder).encode("b")).containsExactly(54, 27, 55, 0);
    }

    @Test
    void newFoldersSpecialTokensMapIsNotAsked() throws IOException {
        write("tokenizer_config.json", "{\"model_max_length\": 4, \"added_tokens_decoder\": {}}");
        write("special_tokens_map.json", "{\"pad_token\": \"a\"}");
        assertThat(ClipTokenizer.open(folder).encode("b")).containsExactly(54, 27, 55, 55);
    }

    @Test
    void addedTokensAreFoundInTextWithTheirIds() throws IOException {
        write("added_tokens.json", "{\"<New>\": 56, \"ab\": 52}");
        ClipTokenizer tokenizer = ClipTokenizer.open(folder);
        assertThat(tokenizer.ids("c<NEW>abc")).containsExactly(28, 56, 52, 28);
        assertThat(tokenizer.vocabularySize()).isEqualTo(57);
    }

    @Test
    void missingFolderAndFilesAreNamed() throws IOException {
        assertRefused(folder.resolve("none"), BadInput.class, "none", "there is no such folder", "Check the path");
        Files.delete(folder.resolve("tokenizer_config.json"));
        assertRefused(BadInput.class, "tokenizer_config.json", "there is no such file", "Copy it");
        write("tokenizer_config.json", "{\"model_max_length\": 6}");
        Files.delete(folder.resolve("merges.txt"));
        assertRefused(BadInput.class, "has vocab.json but no merges.txt", "Copy the missing file");
        Files.delete(folder.resolve("vocab.json"));
        write("tokenizer.json", "{}");
        assertRefused(BadInput.class, "tokenizer.json, which is not understood", "transformers 4");
    }

    @Test
    void folderInPlaceOfAFileIsNamed() throws IOException {
        Files.delete(folder.resolve("vocab.json"));
        Files.createDirectory(folder.resolve("vocab.json"));
        assertRefused(BadInput.class, "vocab.json", "Expected a file that this user may read", "Check its permissions");
    }

    @Test
    void brokenJsonIsRefusedWithItsPlace() throws IOException {
        write("vocab.json", "{\"a\": 0,\n \"b\" 1}");
        assertRefused(CorruptFile.class, "vocab.json", "line 2", "column", "Fetch");
        write("vocab.json", "{\"a\": 0, \"a\": 1}");
        assertRefused(CorruptFile.class, "vocab.json", "line 1", "Duplicate field 'a'");
        write("vocab.json", "[]");
        assertRefused(CorruptFile.class, "vocab.json", "no JSON object");
        write("vocab.json", "");
        assertRefused(CorruptFile.class, "vocab.json", "no JSON object");
        Files.write(folder.resolve("vocab.json"), new byte[(32 << 20) + 1]);
        assertRefused(CorruptFile.class, "vocab.json", "33554433 bytes", "at most 33554432");
    }

    @Test
    void idsMustBeWholeAndDifferent() throws IOException {
        write("vocab.json", "{\"a\": 0.5}");
        assertRefused(CorruptFile.class, "vocab.json", "id of token \"a\" is 0.5");
        write("vocab.json", "{\"a\": -1}");
        assertRefused(CorruptFile.class, "id of token \"a\" is -1");
        write("vocab.json", "{\"a\": 7, \"b\": 7}");
        assertRefused(CorruptFile.class, "\"a\" and \"b\" both have id 7");
    }

    @Test
    void mergesMustFitTheVocabulary() throws IOException {
        write("merges.txt", "a b\n");
        assertRefused(CorruptFile.class, "merges.txt", "line 1 is no version");
        write("merges.txt", "");
        assertRefused(CorruptFile.class, "merges.txt", "line 1 is no version");
        write("merges.txt", "#version: 0.2\na b\nab c d\n");
        assertRefused(CorruptFile.class, "merges.txt", "line 3 is \"ab c d\"", "one space");
        write("merges.txt", "#version: 0.2\na b\n\nab c</w>\n");
        assertRefused(CorruptFile.class, "merges.txt", "line 3 is \"\"");
        write("merges.txt", "#version: 0.2\na b\na c\n");
        assertRefused(CorruptFile.class, "merges.txt", "vocab.json", "line 3", "\"ac\"");
        write("merges.txt", "#version: 0.2\na b\na b\n");
        assertRefused(CorruptFile.class, "merges.txt", "line 3, \"a b\", repeats line 2");
        Files.write(folder.resolve("merges.txt"), "#version: 0.2\n\u00e4 b\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(CorruptFile.class, "merges.txt", "not UTF-8");
    }

    @Test
    void settingsOfOtherTokenizersAreRefused() throws IOException {
        write("tokenizer_config.json", "{\"model_max_length\": 6, \"tokenizer_class\": \"T5Tokenizer\"}");
        assertRefused(BadInput.class, "T5Tokenizer", "Expected CLIPTokenizer");
        write("tokenizer_config.json", "{\"model_max_length\": 6, \"padding_side\": \"left\"}");
        assertRefused(BadInput.class, "padding_side is \"left\"");
        write("tokenizer_config.json", "{\"model_max_length\": 1000000000000000019884624838656}");
        assertRefused(BadInput.class, "model_max_length is 1000000000000000019884624838656", "such as 77");
        write("tokenizer_config.json", "{}");
        assertRefused(BadInput.class, "model_max_length is missing");
    }

    @Test
    void specialTokensMustFitTheVocabulary() throws IOException {
        write("tokenizer_config.json", "{\"model_max_length\": 6, \"eos_token\": \"<end>\"}");
        assertRefused(CorruptFile.class, "\"<end>\", which is not in its vocabulary");
        write("tokenizer_config.json", "{\"model_max_length\": 6, \"eos_token\": 3}");
        assertRefused(CorruptFile.class, "3 is no token");
        write("tokenizer_config.json", "{\"model_max_length\": 6, \"added_tokens_decoder\": {\"x\": {}}}");
        assertRefused(CorruptFile.class, "a token has the id \"x\"");
        write("tokenizer_config.json", decoder("55", BEGIN, "false"));
        assertRefused(CorruptFile.class, "\"" + BEGIN + "\" the id 55", "contradicts");
        write("tokenizer_config.json", decoder("3", "<new>", "false"));
        assertRefused(CorruptFile.class, "\"<new>\" the id 3", "contradicts");
        write("tokenizer_config.json", decoder("56", "<new>", "true"));
        assertRefused(BadInput.class, "\"<new>\" has lstrip");
    }

    private static String decoder(String id, String content, String lstrip) {
        return "{\"model_max_length\": 6, \"added_tokens_decoder\": {\"" + id + "\": {\"content\": \"" + content
                + "\", \"lstrip\": " + lstrip + "}}}";
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void assertRefused(Class<? extends SealException> kind, String... parts) {
        assertRefused(folder, kind, parts);
    }

    private static void assertRefused(Path folder, Class<? extends SealException> kind, String... parts) {
        assertThatThrownBy(() -> ClipTokenizer.open(folder))
                .isInstanceOf(kind)
                .hasMessageContainingAll(parts)
                .hasMessageContaining("Expected")
                .hasMessageNotContainingAny("{0}", "{1}", "{2}", "{3}", "{4}");
    }
}
