package dev.styleseal.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.error.CorruptFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * All files of a repository in one of its states.
 *
 * @param commit 40 hexadecimal digits
 * @param files by path
 */
record Listing(HubName name, String commit, List<RepoFile> files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Listing {
        if (!HubName.isCommit(commit)) {
            throw new CorruptFile(
                    "The hub says that {0} is at commit \"{1}\". Expected 40 hexadecimal digits. Check HF_ENDPOINT: this is no hub.",
                    name, commit);
        }
        Set<String> seen = new HashSet<>();
        for (RepoFile file : files) {
            if (!seen.add(file.path())) {
                throw new CorruptFile(
                        "The hub names the file {0} of {1} twice. Expected every file once. Do not use this repository: nothing was fetched.",
                        file.path(), name);
            }
        }
        files = files.stream().sorted(Comparator.comparing(RepoFile::path)).toList();
    }

    /** Reads the answer to {@code /api/models/NAME/revision/REVISION?blobs=true}. */
    static Listing parse(HubName name, byte[] json) {
        try {
            JsonNode root = JSON.readTree(json);
            JsonNode siblings = root.path("siblings");
            if (!siblings.isArray()) {
                throw new CorruptFile(
                        "The hub's answer about {0} has no list of files. Expected \"siblings\". Check HF_ENDPOINT: this is no hub.",
                        name);
            }
            List<RepoFile> files = new ArrayList<>();
            for (JsonNode file : siblings) {
                JsonNode size = file.path("size").isNumber()
                        ? file.path("size")
                        : file.path("lfs").path("size");
                files.add(new RepoFile(
                        file.path("rfilename").asText(),
                        size.canConvertToLong() ? OptionalLong.of(size.longValue()) : OptionalLong.empty()));
            }
            return new Listing(name, root.path("sha").asText(), files);
        } catch (JsonProcessingException e) {
            throw new CorruptFile(
                    e,
                    "The hub's answer about {0} is not JSON: {1}. Check HF_ENDPOINT: this is no hub.",
                    name,
                    e.getOriginalMessage());
        } catch (IOException e) {
            throw new AssertionError(e); // the bytes are in memory
        }
    }
}
