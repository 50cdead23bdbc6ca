package dev.styleseal;

import java.nio.file.Path;

/**
 * Where the outputs of the reference libraries are: the copies in this project, or another folder of the same layout
 * named by {@code -Dstyleseal.reference=DIR}.
 */
public final class Reference {
    private Reference() {}

    public static Path folder(String relative) {
        String other = System.getProperty("styleseal.reference");
        return (other == null ? Path.of("src/test/resources/reference").toAbsolutePath() : Path.of(other))
                .resolve(relative);
    }
}
