package dev.styleseal.weights.pickle;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of a pickle in their order; a length is believed when that many bytes are left and allowed. */
final class PickleInput {
    private static final int MAX_NAME_BYTES = 1000;

    private final Path file;
    private final InputStream bytes;
    private final long limitBytes;
    private final Allowance allowance = new Allowance(this);
    private long position = 0;

    PickleInput(Path file, InputStream bytes, long limitBytes) {
        this.file = file;
        this.bytes = bytes;
        this.limitBytes = limitBytes;
    }

    Allowance allowance() {
        return allowance;
    }

    long position() {
        return position;
    }

    int unsignedByte() {
        requireLeft(1);
        try {
            int value = bytes.read();
            if (value < 0) {
                throw endsEarly();
            }
            position++;
            return value;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** A little-endian number of 2, 4 or 8 bytes; the last ones can be negative. */
    long number(int count) {
        ByteBuffer buffer = ByteBuffer.wrap(raw(count)).order(ByteOrder.LITTLE_ENDIAN);
        return switch (count) {
            case 2 -> buffer.getShort() & 0xffff;
            case 4 -> buffer.getInt();
            default -> buffer.getLong();
        };
    }

    double bigEndianDouble() {
        return ByteBuffer.wrap(raw(Double.BYTES)).getDouble();
    }

    /** The length of what follows, in a number of 1, 4 or 8 bytes. */
    long length(int bytesOfNumber) {
        return switch (bytesOfNumber) {
            case 1 -> unsignedByte();
            case 4 -> number(4) & 0xffffffffL;
            default -> number(8);
        };
    }

    String text(long count) {
        requireLeft(count);
        allowance.take(2 * count); // beside its bytes, its characters
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw(count)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("a text is not valid UTF-8");
        }
    }

    byte[] raw(long count) {
        requireLeft(count);
        allowance.take(count);
        byte[] read = new byte[(int) count];
        try {
            if (bytes.readNBytes(read, 0, read.length) < read.length) {
                throw endsEarly();
            }
        } catch (IOException e) {
            throw failed(e);
        }
        position += count;
        return read;
    }

    void skip(long count) {
        requireLeft(count);
        try {
            bytes.skipNBytes(count);
        } catch (IOException e) {
            throw failed(e);
        }
        position += count;
    }

    /** What stands before the next end of a line. */
    String line() {
        StringBuilder line = new StringBuilder();
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            if (line.length() == MAX_NAME_BYTES) {
                throw damaged("a name is longer than {0} bytes", MAX_NAME_BYTES);
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** Refuses a length of more bytes than are left. */
    void requireLeft(long count) {
        if (count < 0 || count > limitBytes - position) {
            throw endsEarly();
        }
    }

    private CorruptFile endsEarly() {
        return damaged("it goes on behind its end");
    }

    /** An error for what is no pickle of torch.save. */
    CorruptFile damaged(String pattern, Object... arguments) {
        return new CorruptFile(
                "Cannot read {0}: its pickle is damaged at byte {1}: {2}. Expected what torch.save writes. Fetch the file "
                        + "again, or a .safetensors version of it.",
                file, position, Message.of(pattern, arguments));
    }

    /** An error for what may run programs elsewhere. */
    CorruptFile refused(String pattern, Object... arguments) {
        return new CorruptFile(
                "Cannot read {0}: at byte {1} its pickle {2}. Expected tensors, numbers and texts alone; nothing was run. "
                        + "Do not use this file: get a .safetensors version of it.",
                file, position, Message.of(pattern, arguments));
    }

    private BadInput failed(IOException e) {
        return new BadInput(
                e,
                "Cannot read {0}: {1}. Expected a file that you may read. Check its rights and the disk.",
                file,
                Reason.of(e));
    }
}
