package dev.styleseal.hub;

import dev.styleseal.error.Message;
import java.util.List;
import java.util.Optional;

/**
 * What a pull will fetch, and what it will leave.
 *
 * @param commit the state of the repository, 40 hexadecimal digits
 * @param files to fetch, by path
 * @param skipped all others
 * @param notes what may be otherwise than expected
 * @param result the one file that was wanted, its path in the repository; without it the whole folder is the result
 */
public record PullPlan(
        HubName name,
        String commit,
        List<RepoFile> files,
        List<Skipped> skipped,
        List<Message> notes,
        Optional<String> result) {
    /** A file that stays where it is, and why. */
    public record Skipped(RepoFile file, Message reason) {}

    public PullPlan {
        files = List.copyOf(files);
        skipped = List.copyOf(skipped);
        notes = List.copyOf(notes);
    }

    /** Of all files to fetch. */
    public long bytes() {
        return files.stream().mapToLong(RepoFile::size).sum();
    }
}
