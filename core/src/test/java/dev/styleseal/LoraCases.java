package dev.styleseal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The adapters of the reference: for each kind of model some cases, each in several dialects. */
public final class LoraCases {
    public static final String KOHYA = "kohya.safetensors";
    public static final String DIFFUSERS = "pytorch_lora_weights.safetensors";
    public static final String PEFT = "peft";

    private LoraCases() {}

    /** Folders {@code KIND/lora/CASE} of the kinds that are there. */
    public static List<String> folders() {
        return Stream.of("sd1", "sd2", "sdxl")
                .filter(kind -> Files.isDirectory(Reference.folder(kind + "/lora")))
                .flatMap(kind -> folders(kind).stream())
                .toList();
    }

    private static List<String> folders(String kind) {
        try (Stream<Path> cases = Files.list(Reference.folder(kind + "/lora"))) {
            return cases.map(path -> kind + "/lora/" + path.getFileName())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All adapters, in all dialects that are there. */
    public static List<String> all() {
        return folders().stream()
                .flatMap(folder -> Stream.of(KOHYA, DIFFUSERS, PEFT).map(name -> folder + "/" + name))
                .filter(file -> Files.exists(Reference.folder(file)))
                .toList();
    }
}
