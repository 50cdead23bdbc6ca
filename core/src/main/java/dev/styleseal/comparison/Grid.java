package dev.styleseal.comparison;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.PaintJob;
import dev.styleseal.generate.WornSeal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What is painted: each prompt with each seed, by the base alone and with each seal at each weight.
 *
 * @param seals with different names; their own weights do not count
 * @param weights 0 is the base, which is always among the compared, once
 * @param prompts that ask for what the seals taught
 * @param neutral prompts that have nothing to do with it: what changes there leaks
 * @param negative what is led away from in all of them
 */
public record Grid(
        List<WornSeal> seals,
        List<Double> weights,
        List<String> prompts,
        List<String> neutral,
        Optional<String> negative,
        List<Long> seeds) {
    /** A page with more is read by nobody, and all pictures are in memory at once. */
    private static final int MOST_PICTURES = 5000;

    public Grid {
        seals = List.copyOf(seals);
        weights = List.copyOf(new LinkedHashSet<>(weights));
        prompts = List.copyOf(prompts);
        neutral = List.copyOf(neutral);
        seeds = List.copyOf(seeds);
        require(Message.of("seal"), "--seal", seals);
        require(Message.of("weight"), "--weights", weights);
        require(Message.of("prompt"), "--prompt", prompts);
        require(Message.of("seed"), "--seeds", seeds);
        requireDifferent("--seal", seals.stream().map(WornSeal::name).toList());
        requireDifferent("--prompt", prompts);
        requireDifferent("--neutral", neutral);
        requireDifferent("--seeds", seeds);
        long pictures = (1
                        + (long) seals.size()
                                * weights.stream().filter(weight -> weight != 0).count())
                * (prompts.size() + neutral.size())
                * seeds.size();
        if (pictures > MOST_PICTURES) {
            throw new BadInput(
                    "The comparison has {0} pictures. Expected at most {1}. Choose fewer seals, weights, prompts or seeds.",
                    pictures, MOST_PICTURES);
        }
    }

    private static void require(Message what, String option, List<?> values) {
        if (values.isEmpty()) {
            throw new BadInput("There is no {0} to compare. Expected at least one. Name it with {1}.", what, option);
        }
    }

    private static void requireDifferent(String option, List<?> values) {
        HashSet<Object> seen = new HashSet<>();
        for (Object value : values) {
            if (!seen.add(value)) {
                throw new BadInput(
                        "{0} names {1} twice. Expected each once, since equal things have equal pictures. Leave one out.",
                        option, value);
            }
        }
    }

    /** The base, then seal by seal its weights. */
    public List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>(List.of(Subject.BASE));
        for (WornSeal seal : seals) {
            weights.stream().filter(weight -> weight != 0).forEach(weight -> subjects.add(Subject.of(seal, weight)));
        }
        return subjects;
    }

    /** Pictures of each subject, neutral ones too. */
    public int picturesEach() {
        return (prompts.size() + neutral.size()) * seeds.size();
    }

    /** Prompt by prompt its seeds, then those of neutral prompts. */
    public List<PaintJob> jobs() {
        List<PaintJob> jobs = new ArrayList<>();
        for (List<String> some : List.of(prompts, neutral)) {
            some.forEach(prompt -> seeds.forEach(seed -> jobs.add(new PaintJob(prompt, negative, seed))));
        }
        return jobs;
    }
}
