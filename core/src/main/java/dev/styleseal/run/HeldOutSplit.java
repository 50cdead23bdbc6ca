package dev.styleseal.run;

import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which pictures are learned, and which are only measured.
 *
 * @param learned in the order they were given
 * @param withheld never learned; none if too few pictures are there, or none was asked for
 * @param reason for people
 */
public record HeldOutSplit(List<TrainingPicture> learned, List<TrainingPicture> withheld, Message reason) {
    /** Fewer pictures are too dear to withhold any, and a tenth of them would say too little. */
    static final int FEWEST = 20;

    private static final int SHARE = 10; // one in so many
    private static final int MOST_NAMED = 10;
    /** So many of them tell how a curve goes. */
    private static final int MOST_MEASURED_IF_LEARNED = 16;

    public HeldOutSplit {
        learned = List.copyOf(learned);
        withheld = List.copyOf(withheld);
    }

    /**
     * From {@value #FEWEST} different pictures on withholds a tenth of them, rounded down. Which ones depends on the seed
     * and each file's own name, so that one more picture changes at most little. Copies of a picture go where it goes.
     *
     * @throws BadInput if a file cannot be read
     */
    public static HeldOutSplit automatic(List<TrainingPicture> pictures, long seed) {
        Map<String, List<TrainingPicture>> different = different(pictures);
        if (different.size() < FEWEST) {
            return new HeldOutSplit(
                    pictures,
                    List.of(),
                    Message.of(
                            "none is withheld: there are {0} different pictures, and from {1} on a tenth is; the loss is measured on training pictures",
                            different.size(), FEWEST));
        }
        Set<TrainingPicture> chosen = different.values().stream()
                .sorted(Comparator.comparing(copies -> lot(seed, first(copies))))
                .limit(different.size() / SHARE)
                .flatMap(List::stream)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<TrainingPicture> withheld =
                pictures.stream().filter(chosen::contains).toList();
        return new HeldOutSplit(
                pictures.stream().filter(picture -> !chosen.contains(picture)).toList(),
                withheld,
                Message.of(
                        "a tenth of {0} pictures is withheld, drawn by seed {1} and file name: {2}",
                        different.size(), seed, names(withheld)));
    }

    /** Every picture is learned; a score is then one of training pictures. */
    public static HeldOutSplit none(List<TrainingPicture> pictures) {
        return new HeldOutSplit(
                pictures,
                List.of(),
                Message.of("none is withheld, as asked; the loss is measured on training pictures"));
    }

    /**
     * Measures on pictures of their own.
     *
     * @param withheld at least one
     * @throws BadInput if one of them is also learned, by its bytes, or a file cannot be read
     */
    public static HeldOutSplit folder(List<TrainingPicture> pictures, List<TrainingPicture> withheld) {
        if (withheld.isEmpty()) {
            throw new IllegalArgumentException("no picture to measure on");
        }
        List<Path> files = new ArrayList<>();
        pictures.forEach(picture -> files.add(picture.file()));
        withheld.forEach(picture -> files.add(picture.file()));
        Map<Path, String> identities = FileBytes.identities(files);
        Set<String> learned = new HashSet<>();
        pictures.forEach(picture -> learned.add(identity(identities, picture)));
        List<TrainingPicture> both = withheld.stream()
                .filter(picture -> learned.contains(identity(identities, picture)))
                .toList();
        if (!both.isEmpty()) {
            throw new BadInput(
                    "{0} {0|picture|pictures} of --held-out {0|is|are} also learned: {1}. Expected pictures that training never sees, or the loss tells nothing of new ones. Take them out of one of the two folders.",
                    both.size(), names(both));
        }
        return new HeldOutSplit(
                pictures,
                withheld,
                Message.of(
                        "{0} {0|picture|pictures} of {1}, as asked",
                        withheld.size(), withheld.get(0).file().toAbsolutePath().getParent()));
    }

    /** Whether what is measured was never learned. */
    public boolean heldOut() {
        return !withheld.isEmpty();
    }

    /** What is measured: what is withheld, or else the first {@value #MOST_MEASURED_IF_LEARNED} that are learned. */
    public List<TrainingPicture> measured() {
        return heldOut()
                ? withheld
                : learned.stream().limit(MOST_MEASURED_IF_LEARNED).toList();
    }

    /** Copies together, in order of their first. */
    private static Map<String, List<TrainingPicture>> different(List<TrainingPicture> pictures) {
        Map<Path, String> identities = FileBytes.identities(
                pictures.stream().map(TrainingPicture::file).toList());
        Map<String, List<TrainingPicture>> different = new LinkedHashMap<>();
        for (TrainingPicture picture : pictures) {
            different
                    .computeIfAbsent(identity(identities, picture), identity -> new ArrayList<>())
                    .add(picture);
        }
        return different;
    }

    private static String identity(Map<Path, String> identities, TrainingPicture picture) {
        return Objects.requireNonNull(identities.get(picture.file()));
    }

    /** Of copies, the name that comes first decides, whatever the order of folders. */
    private static String first(List<TrainingPicture> copies) {
        return copies.stream().map(HeldOutSplit::name).sorted().findFirst().orElseThrow();
    }

    /** Spread evenly by SHA-256; the lowest are drawn. */
    private static ByteBuffer lot(long seed, String name) {
        ByteBuffer place = ByteBuffer.allocate(Long.BYTES).putLong(0, seed);
        MessageDigest digest = FileBytes.sha256();
        digest.update(place);
        return ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static String name(TrainingPicture picture) {
        return String.valueOf(picture.file().getFileName());
    }

    private static Message names(List<TrainingPicture> pictures) {
        String names =
                pictures.stream().limit(MOST_NAMED).map(HeldOutSplit::name).collect(Collectors.joining(", "));
        int more = pictures.size() - MOST_NAMED;
        return more > 0 ? Message.of("{0} and {1} more", names, more) : Message.of("{0}", names);
    }
}
