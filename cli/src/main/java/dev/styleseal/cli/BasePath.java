package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.hub.HubCache;
import dev.styleseal.hub.HubName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a path stands for: something on this disk, or a repository of the hub that was pulled. The disk wins. */
final class BasePath {
    private BasePath() {}

    /** By the environment of the process. */
    static Path of(Path named) {
        return of(named, System.getenv());
    }

    /**
     * The path itself where it exists or is no name of the hub, else where the cache has it.
     *
     * @throws BadInput if it is neither
     */
    static Path of(Path named, Map<String, String> environment) {
        String text = named.toString().replace(named.getFileSystem().getSeparator(), "/");
        if (Files.exists(named) || !HubName.looksLike(text)) {
            return named;
        }
        return HubCache.cached(text, environment)
                .orElseThrow(() -> new BadInput(
                        "There is no file or folder {0}, and the hub's cache {1} has no repository of that name. Expected one of them. Correct the path; or, if it is on the hub, run \"styleseal pull {0}\".",
                        text, HubCache.of(environment).root()));
    }
}
