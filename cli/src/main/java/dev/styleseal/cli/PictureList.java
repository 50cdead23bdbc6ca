package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.PaintJob;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is to be painted, and the file of each picture.
 *
 * @param folder of all files
 * @param names one a job
 * @param single whether the user named the file itself
 */
record PictureList(List<PaintJob> jobs, List<String> names, Path folder, boolean single) {
    PictureList {
        jobs = List.copyOf(jobs);
        names = List.copyOf(names);
    }

    /**
     * Spreads prompts over seeds.
     *
     * @param output a file that ends in .png, or a folder
     * @throws BadInput if several pictures are to go into one file, or two are the same
     */
    static PictureList of(List<PromptLine> lines, Optional<String> negative, long seed, int count, Path output) {
        List<PaintJob> jobs = new ArrayList<>();
        List<Message> where = new ArrayList<>();
        for (PromptLine line : lines) {
            for (int i = 0; i < count; i++) {
                jobs.add(new PaintJob(
                        line.prompt(),
                        line.negative().or(() -> negative),
                        line.seed().orElse(seed) + i));
                where.add(line.where());
            }
        }
        List<String> names = PictureNames.of(jobs, where);
        String name = String.valueOf(output.getFileName());
        if (!name.toLowerCase(Locale.ROOT).endsWith(".png")) {
            return new PictureList(jobs, names, output, false);
        }
        if (jobs.size() > 1) {
            throw new BadInput(
                    "{0} pictures are to go into the one file {1}. Expected a folder for several. Leave .png out of --output.",
                    jobs.size(), output);
        }
        return new PictureList(jobs, List.of(name), output.resolveSibling(""), true);
    }

    Path file(int index) {
        return folder.resolve(names.get(index));
    }

    /** Such as "seed 7" or "seeds 7 to 10". */
    Message seeds() {
        long first = jobs.stream().mapToLong(PaintJob::seed).min().orElseThrow();
        long last = jobs.stream().mapToLong(PaintJob::seed).max().orElseThrow();
        return first == last ? Message.of("seed {0}", first) : Message.of("seeds {0} to {1}", first, last);
    }
}
