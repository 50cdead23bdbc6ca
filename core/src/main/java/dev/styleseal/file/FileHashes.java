package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import dev.styleseal.io.Reason;
import dev.styleseal.weights.SafetensorsFile;
import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The hashes by which programs and sites know a seal's file.
 *
 * @param sha256 of the whole file, 64 hexadecimal digits; its first 10 are Civitai's and AUTOMATIC1111's AutoV2
 * @param data SHA-256 of the tensors alone, which is {@code sshs_model_hash}; its first 12 are AutoV3 and what
 *     AUTOMATIC1111 writes beside a worn seal, its first 8 and 10 older short forms
 * @param legacy the first 8 digits of that of 64 KiB at 1 MiB: AutoV1 and {@code sshs_legacy_hash}
 */
public record FileHashes(String sha256, String data, String legacy) {
    private static final long FROM = 0x100000;
    private static final long TO = FROM + 0x10000;
    private static final int CHUNK = 1 << 16;

    /**
     * Reads a safetensors file twice; nothing for anything else.
     *
     * @throws BadInput if it cannot be read
     */
    public static Optional<FileHashes> of(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (TensorFile file = TensorFile.open(path)) {
            return file instanceof SafetensorsFile safetensors ? Optional.of(of(path, safetensors)) : Optional.empty();
        }
    }

    private static FileHashes of(Path path, SafetensorsFile file) {
        MessageDigest whole = fresh();
        MessageDigest window = fresh();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] chunk = new byte[CHUNK]; // the window begins and ends at a chunk's border
            long at = 0;
            for (int count = in.readNBytes(chunk, 0, CHUNK); count > 0; count = in.readNBytes(chunk, 0, CHUNK)) {
                whole.update(chunk, 0, count);
                if (at >= FROM && at < TO) {
                    window.update(chunk, 0, count);
                }
                at += count;
            }
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot read {0}: {1}. Expected a file that may be read. Check the disk and the rights of the file.",
                    path,
                    Reason.of(e));
        }
        return new FileHashes(hex(whole), file.dataSha256(), hex(window).substring(0, 8));
    }

    /** Civitai's AutoV2. */
    public String autoV2() {
        return sha256.substring(0, 10);
    }

    /** Civitai's AutoV3. */
    public String autoV3() {
        return data.substring(0, 12);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
