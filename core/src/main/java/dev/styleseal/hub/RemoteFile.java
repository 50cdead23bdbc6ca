package dev.styleseal.hub;

import dev.styleseal.error.CorruptFile;
import java.net.URI;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A file as the hub describes it.
 *
 * @param uri where to ask for it
 * @param hash of its content: 40 hexadecimal digits are git's SHA-1 of a blob, 64 are SHA-256 (large files)
 * @param bytes its size
 */
record RemoteFile(RepoFile file, URI uri, String hash, long bytes) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /** Reads the headers, after huggingface_hub's get_hf_file_metadata. */
    static RemoteFile of(RepoFile file, URI uri, String commit, Answer answer) {
        String tag = answer.header("X-Linked-Etag")
                .or(() -> answer.header("ETag"))
                .orElse("")
                .replaceFirst("^W/", "")
                .replace("\"", "");
        if (!HASH.matcher(tag).matches()) {
            throw new CorruptFile(
                    "The hub gives no hash of {0}, but \"{1}\". Expected 40 or 64 hexadecimal digits, without which what comes cannot be checked. Check HF_ENDPOINT.",
                    file.path(), tag);
        }
        String at = answer.header("X-Repo-Commit").orElse(commit);
        if (!at.equals(commit)) {
            throw new CorruptFile(
                    "The hub answers for commit {0} when asked for {1} at {2}. Expected the same. Check HF_ENDPOINT.",
                    at, file.path(), commit);
        }
        OptionalLong size = answer.number("X-Linked-Size").isPresent() || answer.isRedirect()
                ? answer.number("X-Linked-Size")
                : answer.number("Content-Length");
        if (size.isEmpty() || (file.bytes().isPresent() && !file.bytes().equals(size))) {
            throw new CorruptFile(
                    "The hub says that {0} has {1} bytes, and {2} in its list of files. Expected one size. Try again, or check HF_ENDPOINT.",
                    file.path(), text(size), text(file.bytes()));
        }
        return new RemoteFile(file, uri, tag, size.getAsLong());
    }

    private static String text(OptionalLong size) {
        return size.isPresent() ? String.valueOf(size.getAsLong()) : "?";
    }
}
