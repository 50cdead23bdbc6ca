package dev.styleseal.clip;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.io.AtomicFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** CLIP's published tokenizer as the four files that transformers reads. */
public final class PublishedTokenizer {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private PublishedTokenizer() {}

    /**
     * Writes vocab.json, merges.txt, special_tokens_map.json and tokenizer_config.json.
     *
     * @param folder where, a folder that exists
     * @param pad as for {@link ClipTokenizer#published}
     * @throws dev.styleseal.error.BadInput when the system refuses
     */
    public static void write(Path folder, String pad) {
        Vocabulary vocabulary = VocabularyFiles.published();
        ObjectNode ids = JsonNodeFactory.instance.objectNode();
        vocabulary.ids().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .forEach(token -> ids.put(token.getKey(), token.getValue()));
        StringBuilder merges = new StringBuilder("#version: 0.2\n");
        vocabulary
                .merges()
                .forEach(merge -> merges.append(merge.left())
                        .append(' ')
                        .append(merge.right())
                        .append('\n'));
        TokenizerConfig config = TokenizerConfig.published(pad);
        ObjectNode special = JsonNodeFactory.instance
                .objectNode()
                .put("bos_token", config.begin())
                .put("eos_token", config.end())
                .put("pad_token", config.pad())
                .put("unk_token", config.unknown());
        write(folder.resolve("vocab.json"), ids);
        AtomicFile.write(folder.resolve("merges.txt"), merges.toString());
        write(folder.resolve("special_tokens_map.json"), special);
        ObjectNode settings = special.deepCopy()
                .put("add_prefix_space", false)
                .put("do_lower_case", true)
                .put("errors", "replace")
                .put("model_max_length", config.maxLength())
                .put("tokenizer_class", "CLIPTokenizer");
        write(folder.resolve("tokenizer_config.json"), settings);
    }

    private static void write(Path file, ObjectNode json) {
        try {
            AtomicFile.write(file, JSON.writeValueAsString(json) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
