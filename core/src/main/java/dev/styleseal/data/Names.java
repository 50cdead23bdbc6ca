package dev.styleseal.data;

import dev.styleseal.error.Message;
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
    static Message list(List<Path> files) {
        if (files.isEmpty()) {
            return Message.of("nothing");
        }
        String names = files.stream().limit(MOST_IN_A_SENTENCE).map(Names::of).collect(Collectors.joining(", "));
        int more = files.size() - MOST_IN_A_SENTENCE;
        return more > 0 ? Message.of("{0} and {1} more", names, more) : Message.of("{0}", names);
    }

    /** One line each, all of them. */
    static Message lines(List<Message> problems) {
        return Message.joined(
                "",
                problems.stream().map(problem -> Message.of("\n  {0}", problem)).toList());
    }
}
