package dev.styleseal.clip;

import dev.styleseal.clip.AddedTokens.Segment;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * CLIP's tokenizer: a prompt or caption becomes the numbers that the text encoder reads.
 *
 * <p>Gives the ids of transformers' CLIPTokenizerFast for every text: added tokens that are looked for in the raw text
 * ({@code "!"} of SD 2), NFC, single spaces, lower case, the other added tokens, words, byte pairs. Immutable but for a
 * bounded cache, may be shared between threads, holds nothing to close.
 */
public final class ClipTokenizer {
    private final Map<Integer, String> tokens = new HashMap<>();
    private final int maxLength;
    private final int beginId;
    private final int endId;
    private final int padId;
    private final TextNormalizer normalizer;
    private final WordSplitter splitter;
    private final AddedTokens inRaw;
    private final AddedTokens inNormalized;
    private final BytePairEncoder encoder;

    private ClipTokenizer(Vocabulary vocabulary, TokenizerConfig config, String where) {
        CharacterTable characters = CharacterTable.load();
        normalizer = new TextNormalizer(characters);
        splitter = new WordSplitter(characters);
        vocabulary.ids().forEach((token, id) -> tokens.put(id, token));
        List<AddedToken> added = added(vocabulary.ids(), config, where);
        Map<String, Integer> ids = new HashMap<>();
        added.forEach(token -> ids.put(token.text(), token.id()));
        inRaw = new AddedTokens(
                added.stream().filter(token -> !token.inNormalized()).toList());
        inNormalized = new AddedTokens(added.stream()
                .filter(AddedToken::inNormalized)
                .map(token -> new AddedToken(normalizer.normalize(token.text()), token.id(), true))
                .toList());
        maxLength = config.maxLength();
        beginId = Objects.requireNonNull(ids.get(config.begin()));
        endId = Objects.requireNonNull(ids.get(config.end()));
        padId = Objects.requireNonNull(ids.get(config.pad()));
        encoder = new BytePairEncoder(vocabulary, Objects.requireNonNull(ids.get(config.unknown())));
    }

    /**
     * Reads a tokenizer folder of a diffusers base: vocab.json, merges.txt, tokenizer_config.json and, where it has
     * them, special_tokens_map.json and added_tokens.json. Without the first two it is CLIP's published vocabulary.
     *
     * @throws BadInput if the folder or a file is missing or the tokenizer is not one of CLIP
     * @throws CorruptFile if a file is broken or two of them do not fit together
     */
    public static ClipTokenizer open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInput(
                    "Cannot read the tokenizer {0}: there is no such folder. Expected a folder with vocab.json, "
                            + "merges.txt and tokenizer_config.json. Check the path, or copy the folder from the base.",
                    folder);
        }
        TokenizerConfig config = TokenizerConfigFiles.read(folder);
        return new ClipTokenizer(VocabularyFiles.read(folder), config, folder.toString());
    }

    /**
     * CLIP's published vocabulary of 49,408 tokens, 77 a text, for checkpoints that bring no tokenizer.
     *
     * @param pad fills short texts: {@code "<|endoftext|>"} for SD 1 and the first encoder of SDXL, {@code "!"} for SD 2
     *     and the second
     */
    public static ClipTokenizer published(String pad) {
        return new ClipTokenizer(VocabularyFiles.published(), TokenizerConfig.published(pad), "(published)");
    }

    /**
     * Ids of a text as the text encoder wants them: begin, text, end, padding.
     *
     * @return {@link #maxLength()} ids; a longer text is cut before the end token, see {@link #truncatedTokens}
     * @throws BadInput if the text holds half a surrogate pair
     */
    public int[] encode(String text) {
        int[] bare = ids(text);
        int kept = Math.min(bare.length, maxLength - 2);
        int[] padded = new int[maxLength];
        Arrays.fill(padded, padId);
        padded[0] = beginId;
        System.arraycopy(bare, 0, padded, 1, kept);
        padded[kept + 1] = endId;
        return padded;
    }

    /** Begin, the whole text whatever its length, end. */
    public int[] encodeUnpadded(String text) {
        return IntStream.concat(IntStream.concat(IntStream.of(beginId), IntStream.of(ids(text))), IntStream.of(endId))
                .toArray();
    }

    /** Ids of the text alone, of any length, without begin and end: what long prompts are made of. */
    public int[] ids(String text) {
        requireWhole(text);
        IntStream.Builder out = IntStream.builder();
        for (Segment segment : inRaw.split(text)) {
            if (segment instanceof Segment.Token found) {
                out.add(found.token().id());
            } else if (segment instanceof Segment.Text part) {
                addNormalized(normalizer.normalize(part.text()), out);
            }
        }
        return out.build().toArray();
    }

    /** How many tokens at the end of the text {@link #encode} leaves out; 0 if it fits. */
    public int truncatedTokens(String text) {
        return Math.max(0, ids(text).length - (maxLength - 2));
    }

    /** The tokens of the text alone as the vocabulary writes them: bytes as symbols, {@code </w>} at the end of words. */
    public List<String> tokens(String text) {
        List<String> found = new ArrayList<>();
        for (int id : ids(text)) {
            found.add(Objects.requireNonNull(tokens.get(id)));
        }
        return found;
    }

    /** Tokens of an encoded text, begin and end included. */
    public int maxLength() {
        return maxLength;
    }

    /** The first id of every encoded text. */
    public int beginId() {
        return beginId;
    }

    /** The id after the text's last. */
    public int endId() {
        return endId;
    }

    /** The id that fills a short text. */
    public int padId() {
        return padId;
    }

    /** One more than the highest id: the rows that the text encoder's embedding must have at least. */
    public int vocabularySize() {
        return 1 + Collections.max(tokens.keySet());
    }

    private void addNormalized(String text, IntStream.Builder out) {
        for (Segment segment : inNormalized.split(text)) {
            if (segment instanceof Segment.Token found) {
                out.add(found.token().id());
            } else if (segment instanceof Segment.Text part) {
                splitter.words(part.text())
                        .forEach(word -> IntStream.of(encoder.encode(word)).forEach(out::add));
            }
        }
    }

    /** Tokens the configuration adds; each has its id from the configuration, the vocabulary or, alike, both. */
    private List<AddedToken> added(Map<String, Integer> ids, TokenizerConfig config, String where) {
        Map<String, AddedToken> added = new LinkedHashMap<>();
        for (TokenizerConfig.Added token : config.added()) {
            if (added.containsKey(token.text())) {
                continue; // pad is often the end token again
            }
            Integer known = ids.get(token.text());
            if (known == null && token.id().isEmpty()) {
                throw new CorruptFile(
                        "Cannot use the tokenizer in {0}: its configuration names the token \"{1}\", which is not in its "
                                + "vocabulary. Expected files of the same tokenizer. {2}",
                        where, token.text(), TokenizerFile.FETCH_AGAIN);
            }
            int id = known == null ? token.id().getAsInt() : known;
            String owner = tokens.putIfAbsent(id, token.text());
            if (token.id().orElse(id) != id || (owner != null && !owner.equals(token.text()))) {
                throw new CorruptFile(
                        "Cannot use the tokenizer in {0}: its configuration gives the token \"{1}\" the id {2}, which "
                                + "its vocabulary contradicts. Expected the same id in both, each id once. {3}",
                        where, token.text(), token.id().orElse(id), TokenizerFile.FETCH_AGAIN);
            }
            added.put(token.text(), new AddedToken(token.text(), id, token.inNormalized()));
        }
        return List.copyOf(added.values());
    }

    private static void requireWhole(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (Character.getType(text.codePointAt(i)) == Character.SURROGATE) {
                throw new BadInput(
                        "Cannot read the text at character {0}: it is half a surrogate pair. Expected Unicode text. "
                                + "Remove the character, or save the file as UTF-8 again.",
                        i + 1);
            }
        }
    }
}
