package dev.styleseal.generate;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Nearest;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFiles;
import dev.styleseal.io.Reason;
import dev.styleseal.lora.Leniency;
import dev.styleseal.prompt.SealTag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the seals are that prompts call by name: all {@code .safetensors} and PEFT folders in a folder and below it. A name is only
 * compared with those of the files there, never made into a path.
 */
public final class SealFolder {
    private static final String PIECE = "adapter_model";
    private static final String UNET = "unet.";
    private static final int MOST_SHOWN = 20;

    private final Path folder;
    private final List<Path> files;
    private final Leniency leniency;

    private SealFolder(Path folder, List<Path> files, Leniency leniency) {
        this.folder = folder;
        this.files = files;
        this.leniency = leniency;
    }

    /**
     * Looks what is there; seals are read when they are called.
     *
     * @throws BadInput if there is no such folder or it cannot be read
     */
    public static SealFolder open(Path folder) {
        return open(folder, Leniency.STRICT);
    }

    /** As {@link #open(Path)}; {@code leniency} says how the seals are read and worn. */
    public static SealFolder open(Path folder, Leniency leniency) {
        if (!Files.isDirectory(folder)) {
            throw new BadInput("There is no folder {0}. Expected one with seals. Correct --seals.", folder);
        }
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return new SealFolder(
                    folder, all.filter(SealFolder::isSeal).sorted().toList(), leniency);
        } catch (IOException | UncheckedIOException e) {
            throw new BadInput(
                    e,
                    "Cannot read the folder {0}: {1}. Expected one that you may read. Correct --seals.",
                    folder,
                    e instanceof IOException cause ? Reason.of(cause) : e.getMessage());
        }
    }

    /** A file of its own or a whole PEFT folder, and no piece of one. */
    private static boolean isSeal(Path path) {
        Path around = path.toAbsolutePath().getParent();
        boolean within = around != null && FileInspection.isAdapterFolder(around);
        return Files.isDirectory(path)
                ? !within && FileInspection.isAdapterFolder(path)
                : SealFiles.isNamedSo(path)
                        && Files.isRegularFile(path)
                        && !(within && SealFiles.name(path).equals(PIECE));
    }

    /** Whether there is a seal of that name. */
    public boolean has(String name) {
        return !named(name).isEmpty();
    }

    /**
     * The seals that a prompt calls, in their order; one whose weights differ is worn in two parts.
     *
     * @param folder empty if no folder was named
     * @throws BadInput if there is none of that name or more than one; errors of {@link Seal#open}
     */
    public static List<WornSeal> called(Optional<SealFolder> folder, List<SealTag> tags) {
        List<WornSeal> seals = new ArrayList<>();
        for (SealTag tag : tags) {
            SealFolder there = folder.orElseThrow(() -> new BadInput(
                    "The prompt calls the seal {0}, and it is not said where seals are. Expected a folder with {0}.safetensors. Name it with --seals.",
                    tag.name()));
            seals.addAll(parts(
                    tag, WornSeal.open(there.file(tag.name()), tag.unetWeight(), BlockWeights.none(), there.leniency)));
        }
        return seals;
    }

    private Path file(String name) {
        List<Path> found = named(name);
        if (found.size() > 1) {
            throw new BadInput(
                    "The prompt calls the seal {0}, and {1} holds {2} of that name: {3}. Expected one. Rename the others.",
                    name, folder, found.size(), found);
        }
        if (found.isEmpty()) {
            throw missing(name);
        }
        return found.get(0);
    }

    private BadInput missing(String name) {
        List<String> names = files.stream().map(SealFiles::name).toList();
        if (names.isEmpty()) {
            return new BadInput(
                    "The prompt calls the seal {0}, and {1} holds none: there is no .safetensors in it. Expected {0}.safetensors. Copy the seal there, or correct --seals.",
                    name, folder);
        }
        return new BadInput(
                "The prompt calls the seal {0}, and {1} has none of that name. Expected one of {2}. Did you mean {3}?",
                name,
                folder,
                names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
                        + (names.size() > MOST_SHOWN ? ", ..." : ""),
                Nearest.to(name, names));
    }

    private List<Path> named(String name) {
        return files.stream().filter(file -> SealFiles.name(file).equals(name)).toList();
    }

    private static List<WornSeal> parts(SealTag tag, WornSeal whole) {
        if (tag.textWeight() == tag.unetWeight()) {
            return List.of(whole);
        }
        List<WornSeal> parts = new ArrayList<>();
        part(whole, path -> !path.startsWith(UNET), tag.textWeight()).ifPresent(parts::add);
        part(whole, path -> path.startsWith(UNET), tag.unetWeight()).ifPresent(parts::add);
        return parts;
    }

    private static Optional<WornSeal> part(WornSeal whole, Predicate<String> paths, double weight) {
        Seal seal = whole.seal();
        return seal.modules().keySet().stream().noneMatch(paths)
                ? Optional.empty()
                : Optional.of(new WornSeal(
                        whole.name(), seal.only(paths), weight, BlockWeights.none(), whole.hash(), whole.leniency()));
    }
}
