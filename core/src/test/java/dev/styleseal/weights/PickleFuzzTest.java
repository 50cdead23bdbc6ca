package dev.styleseal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files end in an error for the user or in tensors that lie within the file; never in another way, never late. */
@Timeout(120)
class PickleFuzzTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/pickles");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"views-legacy.pt", "learned_embeds.bin", "views.pt"})
    void aFileThatEndsEarlyIsRefusedWhereverItEnds(String name) throws IOException {
        byte[] whole = Files.readAllBytes(GOLDEN.resolve(name));
        for (int length = 0; length < whole.length; length++) {
            assertThat(isRead(Arrays.copyOf(whole, length)))
                    .as("read with %d of %d bytes", length, whole.length)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"views-legacy.pt", "views.pt", "protocol4.ckpt", "legacy2.ckpt"})
    void flippedBytesDoNoHarm(String name) throws IOException {
        byte[] whole = Files.readAllBytes(GOLDEN.resolve(name));
        Random random = new Random(42);
        int read = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            read += isRead(damaged) ? 1 : 0;
        }
        System.out.println(name + ": 1000 damaged copies, " + read + " of them readable");
    }

    @Test
    void anyRowOfInstructionsDoesNoHarm() throws IOException {
        Random random = new Random(43);
        int read = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] pickle = new PickleBytes().op("}").op(instructions(random)).stop();
            read += isRead(ZipBytes.model(pickle, 16).bytes()) ? 1 : 0;
        }
        System.out.println("2000 rows of instructions, " + read + " of them readable");
        assertThat(read).isPositive();
    }

    private static String instructions(Random random) {
        String[] pieces = {
            "N",
            "(",
            "0",
            "1",
            "2",
            "]",
            "}",
            ")",
            "t",
            "\u0085",
            "\u0086",
            "a",
            "e",
            "s",
            "u",
            "d",
            "l",
            "R",
            "b",
            "Q",
            "q\0",
            "h\0",
            "K\5",
            "M\1\2",
            "J\377\377\377\377",
            "\u008a\1\7",
            "X\1\0\0\0a",
            "U\1b",
            "\u0094",
            "ctorch._utils\n_rebuild_tensor_v2\n",
            "ctorch\nFloatStorage\n",
            "ccollections\nOrderedDict\n",
            "\u0081",
            "ctorch._utils\n_rebuild_parameter\n",
            "X\7\0\0\0storage",
            "X\12\0\0\0state_dict",
            "\u0088",
            "\u0093",
            "G01234567"
        };
        StringBuilder row = new StringBuilder();
        for (int count = random.nextInt(30); count > 0; count--) {
            row.append(pieces[random.nextInt(pieces.length)]);
        }
        return row.toString();
    }

    /** Opens the file and reads all of its tensors. */
    private boolean isRead(byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve("damaged.ckpt"), bytes);
        try (TensorFile file = TensorFile.open(path)) {
            for (TensorEntry entry : file.entries().values()) {
                assertThat(entry.byteLength()).isLessThanOrEqualTo(bytes.length);
                file.read(entry, ByteBuffer.allocate((int) entry.byteLength()));
            }
            return true;
        } catch (CorruptFile | BadInput refused) {
            assertThat(refused).hasMessageContaining("damaged.ckpt");
            return false;
        }
    }
}
