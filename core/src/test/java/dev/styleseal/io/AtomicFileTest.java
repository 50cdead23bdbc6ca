package dev.styleseal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Interrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void writesTheWholeFileAndNothingElse() throws IOException {
        Path target = folder.resolve("seal.bin");
        AtomicFile.write(target, channel -> put(channel, "old"));
        AtomicFile.write(target, channel -> put(channel, "new and longer"));
        assertThat(target).hasContent("new and longer");
        assertThat(names()).containsExactly("seal.bin");
    }

    @Test
    void writtenFileIsAsReadableAsAnyOther() throws IOException {
        if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            return;
        }
        Path target = folder.resolve("seal.bin");
        AtomicFile.write(target, channel -> put(channel, "x"));
        Path plain = Files.writeString(folder.resolve("plain"), "x");
        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void fullDiskLeavesTheOldFileAndNoTemporaryOne() throws IOException {
        Path target = Files.writeString(folder.resolve("seal.bin"), "old");
        assertThatThrownBy(() -> AtomicFile.write(target, channel -> {
                    put(channel, "half of the ne");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(target.toString(), "No space left on device", "choose another folder");
        assertThat(target).hasContent("old");
        assertThat(names()).containsExactly("seal.bin");
    }

    @Test
    void failedCheckKeepsTheOldFile() throws IOException {
        Path target = Files.writeString(folder.resolve("seal.bin"), "old");
        assertThatThrownBy(() -> AtomicFile.write(target, channel -> put(channel, "new"), written -> {
                    assertThat(written).hasContent("new");
                    throw new IllegalStateException("not what it should be");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(target).hasContent("old");
        assertThat(names()).containsExactly("seal.bin");
    }

    @Test
    void missingFolderIsNamed() {
        Path target = folder.resolve("nowhere").resolve("seal.bin");
        assertThatThrownBy(() -> AtomicFile.write(target, channel -> put(channel, "x")))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(
                        "Cannot write " + target,
                        "there is no folder " + folder.resolve("nowhere"),
                        "Create it or choose another");
    }

    @Test
    void folderInPlaceOfTheFileIsRefused() throws IOException {
        Path target = Files.createDirectory(folder.resolve("seal.bin"));
        assertThatThrownBy(() -> AtomicFile.write(target, channel -> put(channel, "x")))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll(target.toString(), "a folder or device of that name");
    }

    @Test
    void interruptedThreadChangesNothing() throws IOException {
        Path target = Files.writeString(folder.resolve("seal.bin"), "old");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> AtomicFile.write(target, channel -> put(channel, "new")))
                    .isInstanceOf(Interrupted.class)
                    .hasMessageContaining(target.toString());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(target).hasContent("old");
        assertThat(names()).containsExactly("seal.bin");
    }

    @Test
    void symbolicLinkStaysALink() throws IOException {
        Path real = Files.writeString(folder.resolve("real.bin"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.bin"), real);
        AtomicFile.write(link, channel -> put(channel, "new"));
        assertThat(real).hasContent("new");
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    private static void put(FileChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
