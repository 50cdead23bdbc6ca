package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the hub is, where its cache is, and who asks. The environment's names and defaults are huggingface_hub's.
 *
 * @param endpoint the hub's address, without a slash at its end
 * @param cache the cache's root
 * @param token lets a person's own and gated repositories be read; no message and no {@link #toString} shows it
 * @param offline whether nothing may be asked of the network
 */
public record HubSettings(URI endpoint, Path cache, Optional<String> token, boolean offline) {
    private static final String PUBLIC_HUB = "https://huggingface.co";
    private static final Set<String> YES = Set.of("1", "ON", "YES", "TRUE");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    public HubSettings {
        String scheme = String.valueOf(endpoint.getScheme());
        if (endpoint.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new BadInput(
                    "HF_ENDPOINT is \"{0}\". Expected the address of a hub, such as {1}. Correct or unset it.",
                    endpoint, PUBLIC_HUB);
        }
        if (token.filter(text -> !TOKEN.matcher(text).matches()).isPresent()) {
            throw new BadInput(
                    "The token has characters that no token has. Expected one word such as hf_..., from the settings of your account. Correct HF_TOKEN or the token's file.");
        }
        if (token.isPresent() && scheme.equals("http") && !LOOPBACK.contains(endpoint.getHost())) {
            throw new BadInput(
                    "HF_ENDPOINT is {0}, and there is a token, which everybody on the way could read. Expected https://. Correct HF_ENDPOINT, or unset HF_TOKEN.",
                    endpoint);
        }
    }

    /**
     * What HF_ENDPOINT, HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME, HF_TOKEN, HF_TOKEN_PATH and HF_HUB_OFFLINE say.
     *
     * @param environment as of {@link System#getenv()}
     * @throws BadInput if one of them cannot be used
     */
    public static HubSettings of(Map<String, String> environment) {
        Optional<Path> file = value(environment, "HF_TOKEN_PATH")
                .map(HubSettings::path)
                .or(() -> Optional.of(home(environment).resolve("token")))
                .filter(Files::isRegularFile);
        Optional<String> token = value(environment, "HF_TOKEN").or(() -> file.map(HubSettings::token));
        return new HubSettings(
                endpoint(value(environment, "HF_ENDPOINT").orElse(PUBLIC_HUB)),
                cache(environment),
                token,
                value(environment, "HF_HUB_OFFLINE")
                        .filter(text -> YES.contains(text.toUpperCase(Locale.ROOT)))
                        .isPresent());
    }

    /** The cache that the environment names. */
    static Path cache(Map<String, String> environment) {
        return value(environment, "HF_HUB_CACHE")
                .map(HubSettings::path)
                .orElseGet(() -> home(environment).resolve("hub"));
    }

    private static Path home(Map<String, String> environment) {
        return value(environment, "HF_HOME")
                .map(HubSettings::path)
                .orElseGet(() -> value(environment, "XDG_CACHE_HOME")
                        .map(HubSettings::path)
                        .orElseGet(() -> path("~/.cache"))
                        .resolve("huggingface"));
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static Path path(String text) {
        return text.startsWith("~/") ? Path.of(System.getProperty("user.home"), text.substring(2)) : Path.of(text);
    }

    private static URI endpoint(String text) {
        try {
            return URI.create(text.replaceAll("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new BadInput(
                    e,
                    "HF_ENDPOINT is \"{0}\". Expected the address of a hub, such as {1}. Correct or unset it.",
                    text,
                    PUBLIC_HUB);
        }
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot read the token in {0}: {1}. Expected a text file with one token. Check its path and permissions.",
                    file,
                    Reason.of(e));
        }
    }

    /** With another cache. */
    public HubSettings withCache(Path other) {
        return new HubSettings(endpoint, other, token, offline);
    }

    /** With the token in a file. */
    public HubSettings withTokenFile(Path file) {
        return new HubSettings(endpoint, cache, Optional.of(token(file)), offline);
    }

    /** With nothing asked of the network. */
    public HubSettings withoutNetwork() {
        return new HubSettings(endpoint, cache, token, true);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return endpoint + ", " + cache + (token.isPresent() ? ", with a token" : "") + (offline ? ", offline" : "");
    }
}
