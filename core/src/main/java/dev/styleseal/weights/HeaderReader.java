package dev.styleseal.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/**
 * Reads the front of a safetensors file: 8 bytes little-endian length, JSON of that length, then the tensors' bytes.
 *
 * <p>Nothing is believed before it is checked, and no more memory is asked for than the file has bytes. The rules are
 * those of the reference implementation (safetensors, {@code SafeTensors::read_metadata}), stricter where it is silent:
 * unknown fields and keys given twice are refused.
 */
final class HeaderReader {
    /** The reference implementation's limit. */
    static final long MAX_HEADER_BYTES = 100_000_000;

    private HeaderReader() {}

    static Header read(FileBytes bytes) {
        Path file = bytes.path();
        long fileBytes = bytes.count();
        if (fileBytes < Long.BYTES) {
            throw new CorruptFile(
                    "Cannot read {0}: it has {1} bytes. Expected a safetensors file, which begins with 8 bytes for the "
                            + "length of its header. Fetch or copy the file again.",
                    file, fileBytes);
        }
        byte[] start = bytes.bytes(0, Long.BYTES);
        long headerBytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        checkLength(file, headerBytes, fileBytes, Lookalike.hint(start));
        byte[] json = bytes.bytes(Long.BYTES, (int) headerBytes);
        long dataOffset = Long.BYTES + headerBytes;
        try (HeaderJson header = new HeaderJson(file, json, dataOffset, fileBytes - dataOffset)) {
            return header.read();
        } catch (JsonProcessingException e) {
            throw new CorruptFile(
                    e,
                    "Cannot read {0}: its header is no JSON that can be trusted: {1}. Expected one JSON object that "
                            + "names the tensors. Fetch or copy the file again.",
                    file,
                    e.getOriginalMessage());
        } catch (CharacterCodingException e) {
            throw new CorruptFile(
                    e,
                    "Cannot read {0}: its header is not valid UTF-8. Expected one JSON object that names the tensors. "
                            + "Fetch or copy the file again.",
                    file);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // never happens: the text is in memory
        }
    }

    private static void checkLength(Path file, long headerBytes, long fileBytes, String hint) {
        String found = Long.toUnsignedString(headerBytes);
        if (headerBytes < 0 || headerBytes > fileBytes - Long.BYTES) {
            throw new CorruptFile(
                    "Cannot read {0}: its header claims {1} bytes, the file has {2} bytes in all. Expected a whole "
                            + "safetensors file.{3} Fetch or copy the file again.",
                    file, found, fileBytes, Message.of(hint));
        }
        if (headerBytes > MAX_HEADER_BYTES) {
            throw new CorruptFile(
                    "Cannot read {0}: its header claims {1} bytes. Expected at most {2}.{3} Fetch or copy the file "
                            + "again.",
                    file, found, MAX_HEADER_BYTES, Message.of(hint));
        }
    }
}
