package dev.styleseal.surgery;

import dev.styleseal.file.SealMetadata;
import dev.styleseal.generate.WornSeal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a seal made of others says about itself: what all of them say alike, where it comes from ({@code
 * modelspec.merged_from}), and all words that call them. Each maker's hashes, dates and counts are left out.
 */
final class MergedMetadata {
    private static final String COMMENT = "ss_training_comment";
    private static final String TRIGGER = "modelspec.trigger_phrase";
    private static final Set<String> OWN = Set.of(
            "sshs_model_hash",
            "sshs_legacy_hash",
            "modelspec.hash_sha256",
            "modelspec.date",
            "modelspec.title",
            "modelspec.thumbnail",
            "ss_output_name",
            "ss_session_id",
            COMMENT,
            TRIGGER);

    private MergedMetadata() {}

    static SealMetadata of(List<WornSeal> seals) {
        SortedMap<String, String> texts =
                new TreeMap<>(seals.get(0).seal().metadata().texts());
        texts.keySet().removeAll(OWN);
        for (WornSeal seal : seals) {
            Map<String, String> others = seal.seal().metadata().texts();
            texts.entrySet().removeIf(text -> !text.getValue().equals(others.get(text.getKey())));
        }
        texts.put(
                "modelspec.merged_from",
                joined(seals.stream().map(WornSeal::name).toList(), ", "));
        texts.put(
                "modelspec.title",
                joined(seals.stream().map(WornSeal::name).distinct().toList(), " + "));
        String words = joined(
                seals.stream()
                        .flatMap(seal -> seal.seal().metadata().trigger().stream())
                        .distinct()
                        .toList(),
                ", ");
        if (!words.isEmpty()) {
            texts.put(TRIGGER, words);
        }
        texts.put(
                COMMENT,
                "merged from " + joined(seals.stream().map(MergedMetadata::told).toList(), ", "));
        return new SealMetadata(texts);
    }

    private static String told(WornSeal seal) {
        String blocks = seal.blocks().toString();
        return seal.name() + ":" + seal.weight() + (blocks.isEmpty() ? "" : ":" + blocks);
    }

    /** The same seal's texts, and what was done to it. */
    static SealMetadata resized(SealMetadata before, String how) {
        SortedMap<String, String> texts = new TreeMap<>(before.texts());
        String earlier =
                before.text(COMMENT).filter(text -> !text.equals("None")).orElse("");
        texts.put(COMMENT, "resized to " + how + (earlier.isEmpty() ? "" : "; " + earlier));
        return new SealMetadata(texts);
    }

    private static String joined(List<String> texts, String between) {
        return texts.stream().collect(Collectors.joining(between));
    }
}
