package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of prompts, one a line, in the manner of kohya's sample prompts: {@code a fox --n blurry --d 7}. Empty lines and
 * lines that begin with # are passed over.
 */
final class PromptsFile {
    private static final long MOST_BYTES = 64 << 20;
    private static final Pattern OPTION = Pattern.compile("(?:^|\\s)--(\\S*)");

    private PromptsFile() {}

    /**
     * Reads all lines.
     *
     * @throws BadInput if there is no such file, it is not UTF-8, holds no prompt, or a line has an option that is not
     *     known
     */
    static List<PromptLine> read(Path file) {
        List<PromptLine> lines = new ArrayList<>();
        int number = 0;
        for (String line : text(file).lines().toList()) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                lines.add(parse(line.strip(), Message.of("line {0} of {1}", number, file)));
            }
        }
        if (lines.isEmpty()) {
            throw new BadInput("There is no prompt in {0}. Expected one a line; # begins a comment. Write some.", file);
        }
        return lines;
    }

    private static String text(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                throw new BadInput(
                        "{0} has more than {1} bytes. Expected a text file of prompts. Choose another file.",
                        file, MOST_BYTES);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new BadInput(e, "{0} is not UTF-8. Expected a text file of prompts. Save it as UTF-8.", file);
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot read {0}: {1}. Expected a text file with one prompt a line. Check the name behind --prompts.",
                    file,
                    Reason.of(e));
        }
    }

    private static PromptLine parse(String line, Message where) {
        Matcher option = OPTION.matcher(line);
        String prompt = line;
        Optional<String> negative = Optional.empty();
        Optional<Long> seed = Optional.empty();
        boolean more = option.find();
        if (more) {
            prompt = line.substring(0, option.start()).strip();
        }
        while (more) {
            String name = option.group(1);
            int from = option.end();
            more = option.find();
            String value =
                    line.substring(from, more ? option.start() : line.length()).strip();
            switch (name) {
                case "n" -> negative = Optional.of(value);
                case "d" -> seed = Optional.of(seed(value, where));
                default ->
                    throw new BadInput(
                            "In {0} stands --{1}. Expected --n for a negative prompt or --d for a seed; the rest is said on the command line. Correct the line.",
                            where, name);
            }
        }
        return new PromptLine(prompt, negative, seed, where);
    }

    private static Long seed(String value, Message where) {
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw new BadInput(
                    e, "In {0} the seed --d is \"{1}\". Expected a whole number. Correct the line.", where, value);
        }
    }
}
