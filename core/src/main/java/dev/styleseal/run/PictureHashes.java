package dev.styleseal.run;

import dev.styleseal.data.TrainingPicture;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import dev.styleseal.weights.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a training learns from and is measured on, as hashes: the same pictures and captions have the same, wherever they
 * are.
 */
final class PictureHashes {
    /** Before the names of those that are only measured: a picture of the same name may be learned. */
    private static final String HELD_OUT = "held-out/";

    private PictureHashes() {}

    /** A line a picture: hash of its bytes and caption, then its name, which says whether it is only measured. */
    static String of(HeldOutSplit pictures) {
        List<String> lines = new ArrayList<>();
        for (TrainingPicture picture : pictures.learned()) {
            lines.add(hash(picture) + " " + picture.file().getFileName());
        }
        for (TrainingPicture picture : pictures.withheld()) {
            lines.add(hash(picture) + " " + HELD_OUT + picture.file().getFileName());
        }
        return String.join("\n", lines);
    }

    private static String hash(TrainingPicture picture) {
        Path file = picture.file();
        try {
            return Sha256.of(Sha256.of(file) + picture.caption());
        } catch (IOException e) {
            throw new BadInput(
                    e, "Cannot read {0}: {1}. Expected a picture that may be read. Put it back.", file, Reason.of(e));
        }
    }

    /**
     * Refuses to go on with other pictures than before.
     *
     * @throws BadInput naming the first that vanished, is new or changed
     */
    static void requireSame(String before, String now) {
        if (before.equals(now)) {
            return;
        }
        Map<String, String> then = byName(before);
        Map<String, String> today = byName(now);
        then.forEach((name, hash) -> {
            if (!today.containsKey(name)) {
                throw differs("picture {0} is gone", name);
            }
            if (!hash.equals(today.get(name))) {
                throw differs("picture {0} or its caption has changed", name);
            }
        });
        throw today.keySet().stream()
                .filter(name -> !then.containsKey(name))
                .findFirst()
                .map(name -> differs("picture {0} is new", name))
                .orElseGet(() -> differs("the pictures come in another order", ""));
    }

    private static BadInput differs(String what, String name) {
        return new BadInput(
                "Cannot go on with the run: {0}. Expected the pictures and captions that it began with. Put them back, or begin a new run.",
                Message.of(what, name));
    }

    private static Map<String, String> byName(String lines) {
        Map<String, String> hashes = new TreeMap<>();
        lines.lines()
                .forEach(line ->
                        hashes.put(line.substring(line.indexOf(' ') + 1), line.substring(0, line.indexOf(' '))));
        return hashes;
    }
}
