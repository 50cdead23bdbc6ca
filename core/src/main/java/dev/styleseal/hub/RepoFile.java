package dev.styleseal.hub;

import dev.styleseal.error.CorruptFile;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A file of a repository.
 *
 * @param path in the repository, with / between folders; it leads nowhere else
 * @param bytes its size, where the hub tells it
 */
public record RepoFile(String path, OptionalLong bytes) {
    private static final int LONGEST_PATH = 1000;
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    public RepoFile {
        List<String> parts = List.of(path.split("/", -1));
        if (parts.contains("")
                || parts.contains(".")
                || parts.contains("..")
                || path.indexOf('\\') >= 0
                || path.chars().anyMatch(Character::isISOControl)
                || DRIVE.matcher(path).matches()
                || path.length() > LONGEST_PATH) {
            throw new CorruptFile(
                    "The hub names a file \"{0}\". Expected a path that stays in its repository. Do not use this repository: nothing was fetched.",
                    path);
        }
        if (bytes.isPresent() && bytes.getAsLong() < 0) {
            throw new CorruptFile(
                    "The hub says that {0} has {1} bytes. Expected no negative number. Do not use this repository: nothing was fetched.",
                    path, bytes.getAsLong());
        }
    }

    /** Without its folders. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Its folder, empty for the repository's own. */
    String folder() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** Where the hub does not tell it, zero. */
    public long size() {
        return bytes.orElse(0);
    }
}
