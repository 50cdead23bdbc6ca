package dev.styleseal.clip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Reads vocab.json and merges.txt and checks them against each other; knows the vocabulary that OpenAI published too.
 *
 * <p>merges.txt: a line that starts with {@code #version}, then two symbols a line with a space between. vocab.json:
 * one object, ids by token.
 */
final class VocabularyFiles {
    private static final String IDS_FILE = "vocab.json";
    private static final String MERGES_FILE = "merges.txt";

    private VocabularyFiles() {}

    /** The folder's own vocabulary, or the published one where the folder holds none. */
    static Vocabulary read(Path folder) {
        boolean hasIds = Files.exists(folder.resolve(IDS_FILE));
        boolean hasMerges = Files.exists(folder.resolve(MERGES_FILE));
        if (hasIds != hasMerges) {
            throw new BadInput(
                    "Cannot use the tokenizer in {0}: it has {1} but no {2}. Expected both or none, none meaning CLIP's "
                            + "published vocabulary. Copy the missing file from the base.",
                    folder, hasIds ? IDS_FILE : MERGES_FILE, hasIds ? MERGES_FILE : IDS_FILE);
        }
        if (!hasIds && Files.exists(folder.resolve("tokenizer.json"))) {
            throw new BadInput(
                    "Cannot use the tokenizer in {0}: its vocabulary is in tokenizer.json, which is not understood. "
                            + "Expected vocab.json and merges.txt. Save the tokenizer with transformers 4, or copy both "
                            + "files from the base.",
                    folder);
        }
        return hasIds ? own(folder.resolve(IDS_FILE), folder.resolve(MERGES_FILE)) : published();
    }

    /** CLIP's 49,408 tokens: 256 bytes, the same at the end of a word, one for each merge, begin and end. */
    static Vocabulary published() {
        List<Vocabulary.Merge> merges = new ArrayList<>();
        publishedLines().stream().skip(1).map(line -> line.split(" ", -1)).forEach(halves -> {
            merges.add(new Vocabulary.Merge(halves[0], halves[1]));
        });
        List<String> tokens = new ArrayList<>(ByteSymbols.inVocabularyOrder());
        ByteSymbols.inVocabularyOrder().forEach(symbol -> tokens.add(symbol + ByteSymbols.END_OF_WORD));
        merges.forEach(merge -> tokens.add(merge.joined()));
        tokens.addAll(List.of(TokenizerConfig.BEGIN, TokenizerConfig.END));
        Map<String, Integer> ids = new HashMap<>();
        tokens.forEach(token -> ids.put(token, ids.size()));
        return new Vocabulary(ids, merges);
    }

    private static List<String> publishedLines() {
        try (InputStream in =
                        Objects.requireNonNull(VocabularyFiles.class.getResourceAsStream("merges.txt.gz"), "resource");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vocabulary own(Path idsFile, Path mergesFile) {
        Map<String, Integer> ids = ids(idsFile);
        return new Vocabulary(ids, merges(mergesFile, idsFile, ids));
    }

    private static Map<String, Integer> ids(Path file) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        Map<Integer, String> tokens = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : TokenizerFile.json(file).properties()) {
            JsonNode id = entry.getValue();
            if (!id.canConvertToInt() || !id.isIntegralNumber() || id.intValue() < 0) {
                throw new CorruptFile(
                        "Cannot read {0}: the id of token \"{1}\" is {2}. Expected a whole number from 0. {3}",
                        file, entry.getKey(), id, TokenizerFile.FETCH_AGAIN);
            }
            String other = tokens.put(id.intValue(), entry.getKey());
            if (other != null) {
                throw new CorruptFile(
                        "Cannot read {0}: tokens \"{1}\" and \"{2}\" both have id {3}. Expected each id once. {4}",
                        file, other, entry.getKey(), id, TokenizerFile.FETCH_AGAIN);
            }
            ids.put(entry.getKey(), id.intValue());
        }
        return ids;
    }

    private static List<Vocabulary.Merge> merges(Path file, Path idsFile, Map<String, Integer> ids) {
        List<String> lines = TokenizerFile.lines(file);
        if (lines.isEmpty() || !lines.get(0).startsWith("#version")) {
            throw new CorruptFile(
                    "Cannot read {0}: line 1 is no version. Expected \"#version: 0.2\" and then one merge a line. {1}",
                    file, TokenizerFile.FETCH_AGAIN);
        }
        Map<Vocabulary.Merge, Integer> lineOf = new LinkedHashMap<>();
        for (int number = 2; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank() && number == lines.size()) {
                continue; // a last empty line is usual
            }
            Vocabulary.Merge merge = merge(file, number, line);
            requireIds(file, number, merge, idsFile, ids);
            Integer earlier = lineOf.put(merge, number);
            if (earlier != null) {
                throw new CorruptFile(
                        "Cannot read {0}: line {1}, \"{2}\", repeats line {3}. Expected each merge once. {4}",
                        file, number, line, earlier, TokenizerFile.FETCH_AGAIN);
            }
        }
        return List.copyOf(lineOf.keySet());
    }

    private static Vocabulary.Merge merge(Path file, int number, String line) {
        String[] halves = line.split(" ", -1);
        if (halves.length != 2 || halves[0].isEmpty() || halves[1].isEmpty()) {
            throw new CorruptFile(
                    "Cannot read {0}: line {1} is \"{2}\". Expected two symbols with one space between. {3}",
                    file, number, line, TokenizerFile.FETCH_AGAIN);
        }
        return new Vocabulary.Merge(halves[0], halves[1]);
    }

    private static void requireIds(
            Path file, int number, Vocabulary.Merge merge, Path idsFile, Map<String, Integer> ids) {
        for (String token : List.of(merge.left(), merge.right(), merge.joined())) {
            if (!ids.containsKey(token)) {
                throw new CorruptFile(
                        "Cannot use {0} with {1}: line {2} of the first needs the token \"{3}\", which the second does "
                                + "not have. Expected files of the same tokenizer. {4}",
                        file, idsFile, number, token, TokenizerFile.FETCH_AGAIN);
            }
        }
    }
}
