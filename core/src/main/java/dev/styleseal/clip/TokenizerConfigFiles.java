package dev.styleseal.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.styleseal.clip.TokenizerConfig.Added;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads tokenizer_config.json and what it leaves to special_tokens_map.json and added_tokens.json.
 *
 * <p>Which file wins is the rule of transformers 4: the other two count only where tokenizer_config.json has no {@code
 * added_tokens_decoder}, and then special_tokens_map.json goes before it.
 */
final class TokenizerConfigFiles {
    /** Unset lengths are written as 1e30; no text encoder for pictures comes near this one. */
    private static final int LONGEST = 1 << 16;

    private static final String MAIN = "tokenizer_config.json";
    private static final String TOKENS = "added_tokens_decoder";

    private final Path file;
    private final JsonNode config;
    private final JsonNode map;
    private final Path addedFile;

    private TokenizerConfigFiles(Path folder) {
        file = folder.resolve(MAIN);
        config = TokenizerFile.json(file);
        map = config.has(TOKENS) ? none() : optional(folder.resolve("special_tokens_map.json"));
        addedFile = folder.resolve("added_tokens.json");
    }

    static TokenizerConfig read(Path folder) {
        return new TokenizerConfigFiles(folder).config();
    }

    private TokenizerConfig config() {
        requireClip();
        Added begin = special("bos_token", TokenizerConfig.BEGIN, true);
        Added end = special("eos_token", TokenizerConfig.END, true);
        Added unknown = special("unk_token", TokenizerConfig.END, true);
        Added pad = special("pad_token", TokenizerConfig.END, false);
        List<Added> special = new ArrayList<>(List.of(begin, end, unknown, pad));
        for (JsonNode token : value("additional_special_tokens")) {
            special.add(token(token, OptionalInt.empty(), false));
        }
        List<Added> all = added(special.stream().map(Added::text).toList());
        all.addAll(special);
        return new TokenizerConfig(maxLength(), begin.text(), end.text(), pad.text(), unknown.text(), all);
    }

    private void requireClip() {
        String name = config.path("tokenizer_class").asText("CLIPTokenizer");
        if (!name.equals("CLIPTokenizer") && !name.equals("CLIPTokenizerFast")) {
            throw new BadInput(
                    "Cannot use the tokenizer of {0}: its tokenizer_class is {1}. Expected CLIPTokenizer. Use a base of "
                            + "the kinds SD 1, SD 2 or SDXL.",
                    file, name);
        }
        for (String side : List.of("padding_side", "truncation_side")) {
            if (!config.path(side).asText("right").equals("right")) {
                throw new BadInput(
                        "Cannot use the tokenizer of {0}: {1} is \"{2}\". Expected \"right\". Use the base's own file.",
                        file, side, config.path(side).asText());
            }
        }
    }

    private int maxLength() {
        JsonNode length = config.path("model_max_length");
        if (!length.canConvertToInt() || length.intValue() < 2 || length.intValue() > LONGEST) {
            throw new BadInput(
                    "Cannot use the tokenizer of {0}: model_max_length is {1}. Expected the number of positions of the "
                            + "text encoder, 2 to {2}, such as 77. Write it there.",
                    file, length.isMissingNode() ? "missing" : length, LONGEST);
        }
        return length.intValue();
    }

    /** A named token; the class of transformers has a default for each. */
    private Added special(String name, String standard, boolean inNormalized) {
        JsonNode node = value(name);
        return node.isMissingNode() || node.isNull()
                ? new Added(standard, OptionalInt.empty(), inNormalized)
                : token(node, OptionalInt.empty(), inNormalized);
    }

    private JsonNode value(String name) {
        return map.has(name) ? map.path(name) : config.path(name);
    }

    /** Tokens with ids; those of added_tokens.json have no flags, which follow from their being special. */
    private List<Added> added(List<String> special) {
        List<Added> tokens = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : config.path(TOKENS).properties()) {
            tokens.add(token(entry.getValue(), id(file, entry.getKey()), true));
        }
        if (!config.has(TOKENS)) {
            for (Map.Entry<String, JsonNode> entry : optional(addedFile).properties()) {
                OptionalInt id = id(addedFile, entry.getValue().asText());
                tokens.add(new Added(entry.getKey(), id, !special.contains(entry.getKey())));
            }
        }
        return tokens;
    }

    private Added token(JsonNode node, OptionalInt id, boolean inNormalized) {
        String text = node.isTextual() ? node.asText() : node.path("content").asText();
        if (text.isEmpty()) {
            throw new CorruptFile(
                    "Cannot read {0}, or special_tokens_map.json beside it: {1} is no token. Expected a text, or an "
                            + "object with \"content\". {2}",
                    file, node, TokenizerFile.FETCH_AGAIN);
        }
        for (String flag : List.of("lstrip", "rstrip", "single_word")) {
            if (node.path(flag).asBoolean()) {
                throw new BadInput(
                        "Cannot use the tokenizer of {0}: its token \"{1}\" has {2}. Expected that to be false, as in all "
                                + "tokenizers of Stable Diffusion. Use the tokenizer folder of the base itself.",
                        file, text, flag);
            }
        }
        return new Added(text, id, node.path("normalized").asBoolean(inNormalized));
    }

    private static OptionalInt id(Path file, String id) {
        if (!id.matches("\\d{1,9}")) {
            throw new CorruptFile(
                    "Cannot read {0}: a token has the id \"{1}\". Expected a whole number from 0. {2}",
                    file, id, TokenizerFile.FETCH_AGAIN);
        }
        return OptionalInt.of(Integer.parseInt(id));
    }

    private static JsonNode none() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static JsonNode optional(Path file) {
        return Files.exists(file) ? TokenizerFile.json(file) : none();
    }
}
