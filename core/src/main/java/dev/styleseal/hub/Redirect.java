package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/** Where servers may send us: never from https to anything else, never to files. */
final class Redirect {
    private Redirect() {}

    /**
     * The address that an answer leads to.
     *
     * @throws BadInput if it may not be followed
     */
    static URI follow(Answer answer) {
        return follow(answer.uri(), answer.header("Location").orElse(""));
    }

    static URI follow(URI from, String location) {
        try {
            URI next = from.resolve(location);
            List<String> allowed = "https".equals(from.getScheme()) ? List.of("https") : List.of("http", "https");
            if (!location.isEmpty() && next.getHost() != null && allowed.contains(next.getScheme())) {
                return next;
            }
            // Without what is behind the question mark: addresses of files carry signatures that open them.
            throw new BadInput(
                    "{0} sends us to {1}://{2}. Expected an address that begins with {3}://. Nothing was fetched from there. Check HF_ENDPOINT.",
                    from.getHost(), next.getScheme(), Objects.requireNonNullElse(next.getHost(), ""), allowed.get(0));
        } catch (IllegalArgumentException e) {
            throw new BadInput(
                    e,
                    "{0} sends us to something that is no address. Expected one that begins with https://. Nothing was fetched from there. Check HF_ENDPOINT.",
                    from.getHost());
        }
    }

    /** Whether what is secret for one may be told the other. */
    static boolean isSameServer(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && String.valueOf(one.getHost()).equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
