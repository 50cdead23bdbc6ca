package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.PaintJob;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** File names of pictures: words of the prompt and the seed, the same whenever the same pictures are asked for. */
final class PictureNames {
    private static final int LONGEST = 60;

    private PictureNames() {}

    /**
     * A name for each job, all different whatever the file system thinks of capitals.
     *
     * @param where each job comes from, for messages
     * @throws BadInput if two jobs ask for the same picture
     */
    static List<String> of(List<PaintJob> jobs, List<Message> where) {
        Map<String, Integer> uses = new HashMap<>();
        Map<PaintJob, Message> seen = new HashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            uses.merge(plain(jobs.get(i)), 1, Integer::sum);
            Message before = seen.put(jobs.get(i), where.get(i));
            if (before != null) {
                throw new BadInput(
                        "{0} and {1} ask for the same picture, \"{2}\" with seed {3}. Expected each picture once. Leave one out, or give it another seed.",
                        before, where.get(i), jobs.get(i).prompt(), jobs.get(i).seed());
            }
        }
        List<String> names = new ArrayList<>();
        for (PaintJob job : jobs) {
            String plain = plain(job);
            names.add((uses.getOrDefault(plain, 0) > 1 ? plain + "-" + mark(job) : plain) + ".png");
        }
        return names;
    }

    private static String plain(PaintJob job) {
        String words = job.prompt()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        if (words.codePointCount(0, words.length()) > LONGEST) {
            words = words.substring(0, words.offsetByCodePoints(0, LONGEST)).replaceAll("-$", "");
        }
        return (words.isEmpty() ? "picture" : words) + "-" + job.seed();
    }

    /** Tells prompts apart that have the same words. */
    private static String mark(PaintJob job) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((job.prompt() + '\0' + job.negative().orElse("")).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
