package dev.styleseal.hub;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server said.
 *
 * @param uri that was asked in the end
 */
record Answer(URI uri, int status, HttpHeaders headers, ByteStream body) implements AutoCloseable {
    Optional<String> header(String name) {
        return headers.firstValue(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    OptionalLong number(String name) {
        return header(name)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    boolean isRedirect() {
        return status / 100 == 3 && status != 304;
    }

    @Override
    public void close() {
        body.close();
    }
}
