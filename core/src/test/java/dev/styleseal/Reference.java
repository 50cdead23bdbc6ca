package dev.styleseal;

import java.nio.file.Path;

/** Where the numbers of other libraries are that ours are compared with. */
public final class Reference {
    private Reference() {}

    /** A folder of the reference cases: of {@code -Dstyleseal.reference} when set, else of the test resources. */
    public static Path folder(String relative) {
        String elsewhere = System.getProperty("styleseal.reference");
        Path all = elsewhere == null ? Path.of("src/test/resources/reference") : Path.of(elsewhere);
        return all.resolve(relative);
    }
}
