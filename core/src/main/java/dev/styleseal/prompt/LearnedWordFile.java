package dev.styleseal.prompt;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the files in which people pass on textual inversions, safetensors or pickles: one tensor {@code emb_params} or
 * {@code string_to_param.*} (AUTOMATIC1111, kohya), one named after its placeholder (diffusers), or a pair for the two text
 * encoders of SDXL, {@code clip_l} and {@code clip_g}.
 */
public final class LearnedWordFile {
    private static final Pattern ENDING = Pattern.compile("\\.(safetensors|pt|bin|ckpt)$", Pattern.CASE_INSENSITIVE);

    /** What vectors are called that have no name, in safetensors files and in pickles. */
    private static final Set<String> WITHOUT_NAME = Set.of("emb_params", "string_to_param.*");

    /** Names of a pair, first encoder first; the second ones are of diffusers' script for SDXL. */
    private static final List<List<String>> PAIRS =
            List.of(List.of("clip_l", "clip_g"), List.of("text_encoders_0", "text_encoders_1"));

    private LearnedWordFile() {}

    /**
     * Reads a file.
     *
     * @param word what calls it in prompts; else the tensor's name if that is a placeholder, else the file's
     * @throws BadInput if there is no such file, it is of another form, or the word is blank
     * @throws CorruptFile if it is damaged or holds numbers that are not finite
     */
    public static LearnedWord read(Path file, Optional<String> word) {
        try (TensorFile opened = TensorFile.open(file)) {
            List<String> names = tensors(file, opened.entries().keySet());
            List<HostTensor> vectors = new ArrayList<>();
            for (String name : names) {
                vectors.add(vectors(opened, name));
            }
            requireSameCount(file, names, vectors);
            return new LearnedWord(word(file, word, names), vectors, opened.dataSha256());
        }
    }

    private static List<String> tensors(Path file, Set<String> names) {
        for (List<String> pair : PAIRS) {
            if (names.equals(Set.copyOf(pair))) {
                return pair;
            }
            for (String half : pair) {
                if (names.equals(Set.of(half))) {
                    throw new BadInput(
                            "Cannot use the embedding {0}: it holds {1} and not its other half. Expected both {2} and {3}, one for each text encoder of SDXL. Get the whole file.",
                            file, half, pair.get(0), pair.get(1));
                }
            }
        }
        if (names.size() == 1) {
            return List.copyOf(names);
        }
        throw new BadInput(
                "Cannot use {0} as an embedding: it holds {1} tensors: {2}. Expected emb_params, one tensor named after its word, or the pair clip_l and clip_g. Use another file.",
                file,
                names.size(),
                String.join(", ", names.stream().limit(3).toList()) + (names.size() > 3 ? ", ..." : ""));
    }

    private static HostTensor vectors(TensorFile file, String name) {
        List<Long> shape = file.entry(name).shape();
        if (shape.isEmpty() || shape.size() > 2 || shape.contains(0L)) {
            throw new BadInput(
                    "Cannot use the embedding {0}: its tensor {1} has the shape {2}. Expected [vectors, width] or [width]. Use another file.",
                    file.path(), name, shape);
        }
        HostTensor values = file.floats(name);
        OptionalInt bad = values.firstNotFinite();
        if (bad.isPresent()) {
            throw new CorruptFile(
                    "Cannot use the embedding {0}: its tensor {1} holds {2} at position {3}. Expected finite numbers. Fetch the file again, or use another.",
                    file.path(), name, values.values()[bad.getAsInt()], bad.getAsInt());
        }
        return shape.size() == 2 ? values : HostTensor.of(values.values(), 1, shape.get(0));
    }

    private static void requireSameCount(Path file, List<String> names, List<HostTensor> vectors) {
        for (int i = 1; i < vectors.size(); i++) {
            if (!vectors.get(i).shape().get(0).equals(vectors.get(0).shape().get(0))) {
                throw new CorruptFile(
                        "Cannot use the embedding {0}: {1} has {2} vectors and {3} has {4}. Expected as many in both. Fetch the file again.",
                        file,
                        names.get(0),
                        vectors.get(0).shape().get(0),
                        names.get(i),
                        vectors.get(i).shape().get(0));
            }
        }
    }

    private static String word(Path file, Optional<String> asked, List<String> names) {
        String stem = String.valueOf(file.getFileName());
        String own = ENDING.matcher(stem).replaceFirst("");
        boolean named = names.size() == 1 && !WITHOUT_NAME.contains(names.get(0));
        String word = asked.orElse(named ? names.get(0) : own);
        if (word.isBlank()) {
            throw new BadInput(
                    "The embedding {0} has no word that calls it. Expected one such as <fox> behind the last colon. Name it with --embedding {0}:WORD.",
                    file);
        }
        return word.strip();
    }
}
