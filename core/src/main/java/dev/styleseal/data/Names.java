package dev.styleseal.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** File names as they stand in messages. */
final class Names {
    private static final int MOST_IN_A_SENTENCE = 20;

    private Names() {}

    /** The last part of the path. */
    static String of(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }

    /** The names in one sentence; of very many, the first and how many more there are. */
    static String list(List<Path> files) {
        if (files.isEmpty()) {
            return "nothing";
        }
        String names = files.stream().limit(MOST_IN_A_SENTENCE).map(Names::of).collect(Collectors.joining(", "));
        int more = files.size() - MOST_IN_A_SENTENCE;
        return more > 0 ? names + " and " + more + " more" : names;
    }

    /** One line each, all of them. */
    static String lines(List<String> problems) {
        return problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining());
    }
}
