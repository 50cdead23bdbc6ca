package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** The small models in one file that golden/make_checkpoints.py made, and what diffusers takes them for. */
record GoldenModel(Architecture architecture) {
    static List<GoldenModel> all() {
        return List.of(Architecture.values()).stream().map(GoldenModel::new).toList();
    }

    private Path home() {
        return Path.of(
                "src/test/resources/golden/checkpoints", architecture.name().toLowerCase(Locale.ROOT));
    }

    /** Unpacks the file. */
    Path file(Path folder) throws IOException {
        Path file = folder.resolve(architecture + ".safetensors");
        if (!Files.exists(file)) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(home().resolve("model.safetensors.gz")))) {
                Files.copy(in, file);
            }
        }
        return file;
    }

    /** A diffusers folder of the same build, without weights. */
    Path configs() {
        return home().resolve("folder");
    }

    /** Type, shape and hash of each tensor of diffusers, by component and name. */
    JsonNode expected() throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(home().resolve("expected.json.gz")))) {
            return new ObjectMapper().readTree(in);
        }
    }
}
