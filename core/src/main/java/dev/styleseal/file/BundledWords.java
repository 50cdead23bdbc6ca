package dev.styleseal.file;

import dev.styleseal.error.Message;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.TensorEntry;
import dev.styleseal.weights.TensorFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Learnt words in the file of a seal, as OneTrainer puts them there and AUTOMATIC1111 reads them ({@code
 * extensions-builtin/Lora/networks.py}): {@code bundle_emb.WORD.clip_l} and {@code .clip_g} for SDXL, {@code
 * .string_to_param.*} where there is one text encoder.
 */
final class BundledWords {
    private static final Pattern NAME =
            Pattern.compile("bundle_emb\\.(.+?)\\.(clip_l|clip_g|string_to_param(?:\\.[^.]*)?|emb_params)");
    private static final String SECOND = "clip_g";

    private BundledWords() {}

    /**
     * What a tensor's name means.
     *
     * @param encoder 0 or 1
     */
    record Key(String word, int encoder) {}

    static Optional<Key> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() && !matcher.group(1).isBlank()
                ? Optional.of(new Key(matcher.group(1), matcher.group(2).equals(SECOND) ? 1 : 0))
                : Optional.empty();
    }

    /** Reads them; what is wrong is added to {@code problems}. */
    static List<SealWord> read(
            TensorFile file, SortedMap<String, Map<Integer, TensorEntry>> words, List<Message> problems) {
        List<SealWord> read = new ArrayList<>();
        words.forEach((word, entries) -> {
            int before = problems.size();
            List<HostTensor> vectors = new ArrayList<>();
            for (int encoder = 0; encoder < entries.size(); encoder++) {
                TensorEntry entry = entries.get(encoder);
                if (entry == null) {
                    problems.add(Message.of(
                            "the word \"{0}\" has vectors for the second text encoder and none for the first", word));
                } else {
                    vectors(file, entry, problems).ifPresent(vectors::add);
                }
            }
            if (problems.size() == before && vectors.size() == 2 && counts(vectors) > 1) {
                problems.add(
                        Message.of("the word \"{0}\" has more vectors for one text encoder than for the other", word));
            }
            if (problems.size() == before) {
                read.add(new SealWord(word, vectors));
            }
        });
        return read;
    }

    private static long counts(List<HostTensor> vectors) {
        return vectors.stream().map(each -> each.shape().get(0)).distinct().count();
    }

    private static Optional<HostTensor> vectors(TensorFile file, TensorEntry entry, List<Message> problems) {
        List<Long> shape = entry.shape();
        if (shape.isEmpty() || shape.size() > 2 || shape.contains(0L)) {
            problems.add(Message.of("{0} has shape {1} and should be [vectors, width]", entry.name(), shape));
            return Optional.empty();
        }
        HostTensor values = file.floats(entry.name());
        OptionalInt bad = values.firstNotFinite();
        if (bad.isPresent()) {
            problems.add(Message.of(
                    "{0} holds {1} at element {2}", entry.name(), values.values()[bad.getAsInt()], bad.getAsInt()));
            return Optional.empty();
        }
        return Optional.of(shape.size() == 2 ? values : HostTensor.of(values.values(), 1, shape.get(0)));
    }

    /** The tensors of words by the names under which they are written. */
    static Map<String, HostTensor> tensors(List<SealWord> words) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (SealWord word : words) {
            String start = "bundle_emb." + word.word() + ".";
            boolean pair = word.vectors().size() > 1;
            tensors.put(
                    start + (pair ? "clip_l" : "string_to_param.*"),
                    word.vectors().get(0));
            if (pair) {
                tensors.put(start + SECOND, word.vectors().get(1));
            }
        }
        return tensors;
    }
}
