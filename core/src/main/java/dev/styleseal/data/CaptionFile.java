package dev.styleseal.data;

import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the words of a caption file strictly: UTF-8, with or without a byte order mark, not blank. */
final class CaptionFile {
    private static final int MOST_BYTES = 100_000; // a model reads some hundred words; this is another kind of file

    private CaptionFile() {}

    /** The words without the white space around them; empty after adding to {@code problems} what is wrong. */
    static Optional<String> read(Path file, List<Message> problems) {
        try {
            long bytes = Files.size(file);
            if (bytes > MOST_BYTES) {
                problems.add(Message.of("{0} has {1} bytes, more than {2}", Names.of(file), bytes, MOST_BYTES));
                return Optional.empty();
            }
            Optional<String> words = decode(file, Files.readAllBytes(file), problems);
            if (words.isPresent() && words.get().isEmpty()) {
                problems.add(Message.of("{0} is empty", Names.of(file)));
                return Optional.empty();
            }
            return words;
        } catch (IOException e) {
            problems.add(Message.of("{0}: {1}", Names.of(file), Reason.of(e)));
            return Optional.empty();
        }
    }

    private static Optional<String> decode(Path file, byte[] bytes, List<Message> problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            problems.add(Message.of(
                    "{0} is not UTF-8 at byte {1} (0x{2})",
                    Names.of(file), in.position(), String.format(Locale.ROOT, "%02X", bytes[in.position()])));
            return Optional.empty();
        }
        String text = out.flip().toString();
        return Optional.of((text.startsWith("\uFEFF") ? text.substring(1) : text).strip());
    }
}
