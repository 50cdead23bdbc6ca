package dev.styleseal.file;

import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The files that a seal consists of: one, or those of a PEFT folder.
 *
 * @param files in order
 */
public record SealFiles(Path seal, List<Path> files) {
    /** What names of files end with that may hold a seal. */
    private static final List<String> ENDINGS = List.of(".safetensors", ".ckpt", ".pt", ".bin");

    public SealFiles {
        files = List.copyOf(files);
    }

    /** Whether a file's name ends as those of seals do; what it holds is another question. */
    public static boolean isNamedSo(Path file) {
        return ENDINGS.stream().anyMatch(String.valueOf(file.getFileName())::endsWith);
    }

    /** What the seal at a path is called: the name of its file or folder without the ending. */
    public static String name(Path seal) {
        String name = String.valueOf(seal.getFileName());
        return ENDINGS.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length()))
                .orElse(name);
    }

    /** Those of the seal at a path, whether they are there or not. */
    public static SealFiles of(Path seal) {
        Optional<PeftFolder> folder = PeftFolder.at(seal);
        return new SealFiles(seal, folder.map(PeftFolder::files).orElse(List.of(seal)));
    }

    /** Size of all together. */
    public long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** SHA-256 of the tensors' bytes, 64 hexadecimal digits; of several networks one behind the other. */
    public String dataSha256() {
        return files.stream()
                .filter(file -> !file.endsWith(PeftFolder.CONFIG))
                .map(SealFiles::dataSha256)
                .collect(Collectors.joining());
    }

    private static String dataSha256(Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            return file.dataSha256();
        }
    }

    /** Takes them away, and the folders they leave empty; other files stay. */
    public void delete() throws IOException {
        if (Files.isDirectory(seal)) {
            new PeftFolder(seal).delete();
        } else {
            Files.deleteIfExists(seal);
        }
    }
}
