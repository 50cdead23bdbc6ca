package dev.styleseal.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a base wears for some pictures.
 *
 * @param called seals that the prompt names
 * @param own seals beside those
 * @param words how prompts are read, with the words that the seals bring along
 */
public record Outfit(List<WornSeal> called, List<WornSeal> own, PromptSettings words) {
    public Outfit {
        called = List.copyOf(called);
        own = List.copyOf(own);
        words = words.with(Stream.concat(called.stream(), own.stream()).toList());
    }

    /** All seals in the order in which their updates are added, which is that of the tags in the settings text. */
    public List<WornSeal> seals() {
        return Stream.concat(called.stream(), own.stream()).toList();
    }

    /** The outfits that jobs need, each with its jobs, in the order of the jobs. Errors as in {@link SealFolder#called}. */
    public static List<Fitting> of(List<PaintJob> jobs, List<WornSeal> own, PromptSettings words) {
        List<Fitting> fittings = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= jobs.size(); to++) {
            var tags = words.grammar().tagged(jobs.get(from).prompt()).seals();
            if (to == jobs.size()
                    || !words.grammar().tagged(jobs.get(to).prompt()).seals().equals(tags)) {
                List<WornSeal> called = SealFolder.called(words.seals(), tags);
                fittings.add(new Fitting(new Outfit(called, own, words), jobs.subList(from, to)));
                from = to;
            }
        }
        return fittings;
    }

    /** Jobs that follow each other and need the same outfit. */
    public record Fitting(Outfit outfit, List<PaintJob> jobs) {
        public Fitting {
            jobs = List.copyOf(jobs);
        }
    }
}
