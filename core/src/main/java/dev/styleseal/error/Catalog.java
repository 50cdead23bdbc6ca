package dev.styleseal.error;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Translations by the English pattern, from all files {@code dev/styleseal/messages.CODE.po} on the class path: every module
 * brings its own.
 */
final class Catalog {
    private final Map<String, String> translations;

    private Catalog(Map<String, String> translations) {
        this.translations = translations;
    }

    static Catalog read(String code) {
        Map<String, String> translations = new HashMap<>();
        try {
            List<URL> files = Collections.list(
                    Catalog.class.getClassLoader().getResources("dev/styleseal/messages." + code + ".po"));
            for (URL file : files) {
                try (InputStream in = file.openStream()) {
                    translations.putAll(PoFile.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // they are parts of the program
        }
        return new Catalog(translations);
    }

    Optional<String> of(String pattern) {
        return Optional.ofNullable(translations.get(pattern));
    }
}
