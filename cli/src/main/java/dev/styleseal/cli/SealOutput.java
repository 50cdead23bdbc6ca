package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFiles;
import dev.styleseal.file.SealFormat;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command writes a new seal. */
final class SealOutput {
    private static final Map<String, SealFormat> FORMATS = new TreeMap<>(
            Map.of("kohya", SealFormat.KOHYA, "diffusers", SealFormat.DIFFUSERS, "peft", SealFormat.PEFT));
    private static final Map<String, DType> PRECISIONS =
            new TreeMap<>(Map.of("fp16", DType.F16, "bf16", DType.BF16, "float32", DType.F32));

    @Option(
            order = 80,
            names = "--format",
            paramLabel = "NAME",
            description = "kohya, diffusers or peft (a folder); kohya if it is not said")
    private @Nullable String format;

    @Option(
            order = 81,
            names = "--precision",
            paramLabel = "NAME",
            description = "fp16, bf16 or float32; else fp16, for a base what it has")
    private @Nullable String precision;

    @Option(order = 82, names = "--overwrite", description = "replace what is there")
    private boolean overwrite;

    @Option(order = 83, names = "--json", description = "write the result as JSON to standard output")
    private boolean json;

    /** Bytes of a value in the file. */
    int bytesPerValue() {
        return precision().bytes();
    }

    /** Of a seal. */
    DType precision() {
        return precisionIfSaid().orElse(DType.F16);
    }

    Optional<DType> precisionIfSaid() {
        return Optional.ofNullable(precision).map(word -> Choice.named("--precision", word, PRECISIONS));
    }

    boolean formatIsSaid() {
        return format != null;
    }

    private SealFormat format() {
        return format == null ? SealFormat.KOHYA : Choice.named("--format", format, FORMATS);
    }

    /** Whether it is written with kohya's names, which can say most. */
    boolean kohya() {
        return format() == SealFormat.KOHYA;
    }

    boolean overwrites() {
        return overwrite;
    }

    boolean json() {
        return json;
    }

    /** Said before long work: options that are none, a target that is there, and one without a folder to be in. */
    void require(Path target) {
        format();
        precision();
        if (!overwrite && Files.exists(target)) {
            throw new BadInput(
                    "{0} is there already. Expected nothing there. Choose another name, or replace it with --overwrite.",
                    target);
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new BadInput(
                    "Cannot write {0}: there is no folder {1}. Expected a folder that exists. Create it or choose another.",
                    target, folder);
        }
    }

    /** Writes the seal, whole or not at all, and gives the size of its files in bytes. */
    long write(Seal seal, Path target) {
        seal.save(target, format(), precision());
        try {
            return SealFiles.of(target).bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
