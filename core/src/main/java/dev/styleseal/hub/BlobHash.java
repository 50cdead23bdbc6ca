package dev.styleseal.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a file's content is called on the hub. */
final class BlobHash {
    private static final int GIT_DIGITS = 40;
    private static final int CHUNK = 1 << 20;

    private BlobHash() {}

    /**
     * The hash of the kind that {@code expected} is of.
     *
     * @param stop throws if the work is to end
     */
    static String of(Path file, String expected, Runnable stop) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            MessageDigest digest = fresh(expected.length() == GIT_DIGITS ? "SHA-1" : "SHA-256");
            if (expected.length() == GIT_DIGITS) {
                // As "git hash-object": the length is a part.
                digest.update(("blob " + in.size() + "\0").getBytes(StandardCharsets.US_ASCII));
            }
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            while (in.read(buffer.clear()) >= 0) {
                stop.run();
                digest.update(buffer.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private static MessageDigest fresh(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has both
        }
    }
}
