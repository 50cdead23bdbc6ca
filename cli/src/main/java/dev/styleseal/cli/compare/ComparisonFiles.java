package dev.styleseal.cli.compare;

import dev.styleseal.comparison.Subject;
import dev.styleseal.generate.PaintJob;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where everything of a comparison is written. Immutable. */
public final class ComparisonFiles {
    private final Path folder;
    private final Map<Subject, String> subjects = new HashMap<>();
    private final Map<PaintJob, String> jobs = new HashMap<>();

    /**
     * @param folder of everything
     * @param jobs that each subject paints
     * @param names of their files, in the same order
     */
    public ComparisonFiles(Path folder, List<Subject> subjects, List<PaintJob> jobs, List<String> names) {
        this.folder = folder;
        Set<String> taken = new HashSet<>();
        for (Subject subject : subjects) {
            String plain = subject.isBase() ? "base" : clean(subject.name()) + "-" + weight(subject.weight());
            String free = plain;
            for (int i = 2; !taken.add(free); i++) {
                free = plain + "-" + i;
            }
            this.subjects.put(subject, free);
        }
        for (int i = 0; i < jobs.size(); i++) {
            this.jobs.put(jobs.get(i), names.get(i));
        }
    }

    private static String clean(String name) {
        return name.replaceAll("[^\\p{L}\\p{M}\\p{N} ._+-]+", "-").replaceAll("^[-. ]+|[. ]+$", "");
    }

    /** As short as it is: 0.8, 1. */
    public static String weight(double weight) {
        return BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString();
    }

    public Path page() {
        return folder.resolve("compare.html");
    }

    public Path sheet() {
        return folder.resolve("grid.png");
    }

    public Path scores() {
        return folder.resolve("scores.json");
    }

    public Path pictures() {
        return folder.resolve("pictures");
    }

    /** The file of one picture. */
    public Path picture(Subject subject, PaintJob job) {
        return pictures().resolve(String.valueOf(subjects.get(subject))).resolve(String.valueOf(jobs.get(job)));
    }

    /** What must not be there when nothing may be replaced. */
    public List<Path> all() {
        return List.of(page(), sheet(), scores(), pictures());
    }
}
