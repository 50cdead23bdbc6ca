package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Which files hold the same bytes. Only files of the same length are read. */
final class FileBytes {
    private FileBytes() {}

    /**
     * A text for each file, the same for two files if and only if their bytes are.
     *
     * @throws BadInput if a file cannot be read
     */
    static Map<Path, String> identities(Collection<Path> files) {
        Map<Long, List<Path>> byLength = new HashMap<>();
        for (Path file : List.copyOf(files).stream().distinct().toList()) {
            byLength.computeIfAbsent(length(file), length -> new ArrayList<>()).add(file);
        }
        Map<Path, String> identities = new HashMap<>();
        byLength.forEach((length, alike) -> {
            for (Path file : alike) {
                identities.put(file, alike.size() == 1 ? String.valueOf(length) : length + " " + sha256(file));
            }
        });
        return identities;
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String sha256(Path file) {
        MessageDigest digest = sha256();
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static BadInput unreadable(Path file, IOException cause) {
        return new BadInput(
                cause,
                "Cannot read {0}: {1}. Expected a picture. Make it readable, or take it out of the folder.",
                file,
                Reason.of(cause));
    }
}
