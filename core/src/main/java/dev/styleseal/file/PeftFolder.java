package dev.styleseal.file;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.AtomicFile;
import dev.styleseal.io.Reason;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder as PEFT's {@code save_pretrained} makes it, with {@code adapter_config.json} and {@code
 * adapter_model.safetensors}; or one of several such, each for one network and named as in a model.
 *
 * @param path of the folder
 */
record PeftFolder(Path path) {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PICKLED_WEIGHTS = "adapter_model.bin"; // of PEFT before 0.7
    /** Configs are a page; a file larger than this is something else. */
    private static final long MOST_CONFIG_BYTES = 16 << 20;

    /** The folder that a path means: itself, or the one around an adapter_model.safetensors; nothing for other files. */
    static Optional<PeftFolder> at(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        boolean weights = path.endsWith(WEIGHTS) || path.endsWith(PICKLED_WEIGHTS);
        if (weights && parent != null && Files.exists(parent.resolve(CONFIG))) {
            return Optional.of(new PeftFolder(parent));
        }
        return Files.isDirectory(path) ? Optional.of(new PeftFolder(path)) : Optional.empty();
    }

    /** Whether there is an adapter in it. */
    boolean isAdapter() {
        return !pieces().isEmpty();
    }

    /** The folders that hold one network each; this one alone, or some in it. */
    List<PeftFolder> pieces() {
        if (Files.exists(path.resolve(CONFIG))) {
            return List.of(this);
        }
        return Arrays.stream(Component.values())
                .map(component -> path.resolve(component.folder()))
                .filter(folder -> Files.exists(folder.resolve(CONFIG)))
                .map(PeftFolder::new)
                .toList();
    }

    /** The file of its tensors, a pickle where there is no other. */
    Path weights() {
        Path pickle = path.resolve(PICKLED_WEIGHTS);
        Path weights = path.resolve(WEIGHTS);
        return Files.exists(pickle) && !Files.exists(weights) ? pickle : weights;
    }

    /** All files of the adapter. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (PeftFolder piece : pieces()) {
            files.add(piece.path.resolve(CONFIG));
            files.add(piece.weights());
        }
        return files;
    }

    /** Reads all networks. */
    Seal read(Leniency leniency) {
        requireAdapter();
        List<AdapterModule> modules = new ArrayList<>();
        Map<String, String> header = new LinkedHashMap<>();
        SortedMap<String, List<String>> leftOut = new TreeMap<>();
        for (PeftFolder piece : pieces()) {
            try (TensorFile file = TensorFile.open(piece.weights())) {
                SealContent content = piece.content(file).without(leniency);
                modules.addAll(SealReader.modules(file, content, Optional.of(piece.config())));
                content.leftOut()
                        .forEach((reason, names) -> leftOut.computeIfAbsent(reason, each -> new ArrayList<>())
                                .addAll(names));
                header.putAll(file.metadata());
            }
        }
        return Seal.of(modules, SealMetadata.read(header)).withoutUse(leftOut);
    }

    /**
     * The one network in it.
     *
     * @throws BadInput when there are several, or none
     */
    PeftFolder onlyPiece() {
        requireAdapter();
        List<PeftFolder> pieces = pieces();
        if (pieces.size() > 1) {
            throw new BadInput(
                    "{0} holds {1} networks. Expected one. Name the folder of one: {2}.",
                    path,
                    pieces.size(),
                    String.join(
                            ", ",
                            pieces.stream().map(each -> each.path.toString()).toList()));
        }
        return pieces.get(0);
    }

    private void requireAdapter() {
        if (!isAdapter()) {
            throw new BadInput(
                    "Cannot use {0} as a seal: there is no {1} in the folder. Expected a .safetensors file or a PEFT folder. Name one.",
                    path, CONFIG);
        }
    }

    SealContent content(TensorFile file) {
        return SealContent.of(file, new PeftNames(component(file)));
    }

    /** By the folder's name, as in a model; else by the names of layers, where a text encoder is the first one. */
    private Component component(TensorFile file) {
        return Arrays.stream(Component.values())
                .filter(component -> path.endsWith(component.folder()))
                .findFirst()
                .orElseGet(() -> file.entries().keySet().stream()
                                .anyMatch(name -> name.startsWith(PeftNames.PREFIX + "text_model."))
                        ? Component.TEXT_ENCODER
                        : Component.UNET);
    }

    AdapterConfig config() {
        Path file = path.resolve(CONFIG);
        try {
            if (Files.size(file) > MOST_CONFIG_BYTES) {
                throw new CorruptFile(
                        "Cannot read {0}: it has more than {1} bytes. Expected the config of an adapter. Fetch it again.",
                        file, MOST_CONFIG_BYTES);
            }
            return AdapterConfig.peft(path, Files.readString(file));
        } catch (IOException e) {
            throw new BadInput(
                    e, "Cannot read {0}: {1}. Expected a file that you may read. Check it.", file, Reason.of(e));
        }
    }

    /** Writes one network into this folder, which is made if it is not there. */
    void write(String config, SafetensorsWriter writer, SortedMap<String, String> metadata) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw unwritable(e);
        }
        writer.write(path.resolve(WEIGHTS), new TreeMap<>(metadata));
        AtomicFile.write(path.resolve(CONFIG), config);
    }

    /**
     * Makes this folder whole or not at all, replacing an adapter that is there.
     *
     * @param body fills another folder
     * @param check looks at that folder before it takes this one's place
     */
    void write(Consumer<Path> body, Consumer<Path> check) {
        requireReplaceable();
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new BadInput(
                    "Cannot write {0}: there is no folder {1}. Expected a folder that exists. Create it or choose another.",
                    path, parent);
        }
        Path fresh = parent.resolve(".styleseal-" + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(fresh);
            try {
                body.accept(fresh);
                check.accept(fresh);
                delete();
                Files.move(fresh, path);
            } finally {
                new PeftFolder(fresh).delete();
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void requireReplaceable() {
        try {
            if (Files.exists(path) && !(Files.isDirectory(path) && (isAdapter() || isEmpty(path)))) {
                throw new BadInput(
                        "Cannot write the seal to {0}: something else is there. Expected nothing, an empty folder or an earlier adapter. Choose another name.",
                        path);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Takes away the files of the adapter, and the folders that are empty then. */
    void delete() throws IOException {
        List<PeftFolder> pieces = pieces();
        for (Path file : files()) {
            Files.deleteIfExists(file);
        }
        for (PeftFolder piece : pieces) {
            deleteIfEmpty(piece.path);
        }
        deleteIfEmpty(path);
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        if (Files.isDirectory(folder) && isEmpty(folder)) {
            Files.delete(folder);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private BadInput unwritable(IOException cause) {
        return new BadInput(
                cause,
                "Cannot write {0}: {1}. Expected a folder that you may write to, with enough free space. Free some space or choose another folder.",
                path,
                Reason.of(cause));
    }
}
