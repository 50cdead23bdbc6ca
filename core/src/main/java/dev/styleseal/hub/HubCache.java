package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.io.AtomicFile;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The folder that all programs of the hub share. Safe for use by any number of threads and processes.
 *
 * <p>For each repository: {@code blobs/HASH} holds what files contain, {@code snapshots/COMMIT/PATH} are relative links to
 * them (the files themselves where the system has no links), {@code refs/REVISION} says at which commit a branch or tag
 * was when it was last fetched, and {@code .no_exist/COMMIT/PATH} is an empty file where the hub has none (hub-docs,
 * local-cache.md).
 */
public final class HubCache {
    private final Path root;
    private final boolean links;

    private HubCache(Path root, boolean links) {
        this.root = root.toAbsolutePath().normalize();
        this.links = links;
    }

    /** The cache in a folder, which need not exist. */
    public static HubCache at(Path root) {
        return new HubCache(root, true);
    }

    /** The cache that HF_HUB_CACHE, HF_HOME or XDG_CACHE_HOME names, or the usual one. */
    public static HubCache of(Map<String, String> environment) {
        return at(HubSettings.cache(environment));
    }

    /** As on a system that has no symbolic links. */
    static HubCache withoutLinks(Path root) {
        return new HubCache(root, false);
    }

    /**
     * Where a model or seal is, if it was fetched: its folder, or its file where the repository is nothing but one file
     * of weights. Nothing is asked of the network.
     *
     * @param nameAtRevision as {@link HubName#parse} takes it
     * @param environment as of {@link System#getenv()}
     * @throws BadInput if that is no name
     */
    public static Optional<Path> cached(String nameAtRevision, Map<String, String> environment) {
        HubName name = HubName.parse(nameAtRevision);
        return of(environment).find(name).map(HubCache::model);
    }

    private static Path model(Path snapshot) {
        if (Files.isRegularFile(snapshot.resolve(ModelFolder.INDEX))) {
            return snapshot;
        }
        List<String> files = files(snapshot).stream()
                .map(RepoFile::path)
                .filter(FileChoice::isModelFile)
                .toList();
        boolean adapter = Files.isRegularFile(snapshot.resolve("adapter_config.json"));
        return files.size() == 1 && !adapter ? snapshot.resolve(files.get(0)) : snapshot;
    }

    /** The cache's folder. */
    public Path root() {
        return root;
    }

    /**
     * The folder of a repository's state, if a pull of it has come to its end.
     *
     * @throws CorruptFile if the cache holds no commit where there should be one
     */
    public Optional<Path> find(HubName name) {
        return commit(name)
                .filter(commit -> !Files.exists(unfinished(name, commit)))
                .map(commit -> snapshot(name, commit))
                .filter(Files::isDirectory);
    }

    /** What is there of a state, as if the hub had told it. */
    Optional<Listing> listing(HubName name) {
        return find(name).map(folder -> new Listing(name, String.valueOf(folder.getFileName()), files(folder)));
    }

    private Optional<String> commit(HubName name) {
        Path file = folder(name).resolve("refs").resolve(name.revision());
        if (!Files.isRegularFile(file)) {
            return name.isCommit() ? Optional.of(name.revision()) : Optional.empty();
        }
        try {
            String commit = Files.readString(file).strip();
            if (!HubName.isCommit(commit)) {
                throw new CorruptFile(
                        "{0} does not hold a commit. Expected 40 hexadecimal digits. Delete it, and pull {1} again.",
                        file, name);
            }
            return Optional.of(commit);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static List<RepoFile> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<RepoFile> files = new ArrayList<>();
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                files.add(new RepoFile(path, OptionalLong.of(Files.size(file))));
            }
            return files;
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static BadInput unreadable(Path path, IOException e) {
        return new BadInput(
                e,
                "Cannot read {0} in the hub's cache: {1}. Check its permissions, or name another cache.",
                path,
                Reason.of(e));
    }

    /** Whether a file of a state is there, with that size if one is known. */
    boolean has(HubName name, String commit, RepoFile file) throws IOException {
        Path pointer = pointer(name, commit, file);
        return Files.isRegularFile(pointer)
                && (file.bytes().isEmpty()
                        || Files.size(pointer) == file.bytes().getAsLong());
    }

    /** Where a file of a state is, or will be. */
    Path pointer(HubName name, String commit, RepoFile file) {
        try {
            return snapshot(name, commit).resolve(file.path());
        } catch (InvalidPathException e) {
            throw new BadInput(
                    e,
                    "{0} has a file {1}, which this system cannot name. Expected letters that file names may have here. Set LC_ALL=C.UTF-8, or choose other files by --file.",
                    name,
                    file.path());
        }
    }

    Path snapshot(HubName name, String commit) {
        return folder(name).resolve("snapshots").resolve(commit);
    }

    Path blob(HubName name, String hash) {
        return folder(name).resolve("blobs").resolve(hash);
    }

    /** What there is of a file that is still being fetched. */
    Path incomplete(HubName name, String hash) {
        return folder(name).resolve("blobs").resolve(hash + ".incomplete");
    }

    /** Makes the folder of blobs. */
    void prepare(HubName name) throws IOException {
        Files.createDirectories(folder(name).resolve("blobs"));
    }

    /** Held while somebody fetches what has that hash. */
    Path lock(HubName name, String hash) {
        return root.resolve(".locks").resolve(folderName(name)).resolve(hash + ".lock");
    }

    private Path folder(HubName name) {
        return root.resolve(folderName(name));
    }

    private static String folderName(HubName name) {
        return "models--" + name.organisation() + "--" + name.name();
    }

    /**
     * Puts a blob where its path is; without links the blob itself goes there.
     *
     * @return whether it is a link
     */
    boolean link(Path blob, Path pointer) throws IOException {
        Files.createDirectories(parent(pointer));
        Files.deleteIfExists(pointer); // a link to nothing, or a file of the wrong size
        if (links) {
            try {
                Files.createSymbolicLink(pointer, parent(pointer).relativize(blob));
                return true;
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException e) {
                // Windows without developer mode, FAT, some network folders: as the specification says, files it is.
                Files.move(blob, pointer, StandardCopyOption.ATOMIC_MOVE);
                return false;
            }
        }
        Files.move(blob, pointer, StandardCopyOption.ATOMIC_MOVE);
        return false;
    }

    /** Notes that files of a commit are on their way: whoever names the commit itself reads no ref, which comes last. */
    void begin(HubName name, String commit) throws IOException {
        Path mark = unfinished(name, commit);
        Files.createDirectories(parent(mark));
        AtomicFile.write(mark, "");
    }

    private Path unfinished(HubName name, String commit) {
        return root.resolve(".locks").resolve(folderName(name)).resolve(commit + ".unfinished");
    }

    /** Notes at which commit the revision is. Comes last, so that a broken pull is not found. */
    void remember(HubName name, String commit) throws IOException {
        Files.deleteIfExists(unfinished(name, commit));
        if (!name.revision().equals(commit)) {
            Path file = folder(name).resolve("refs").resolve(name.revision());
            Files.createDirectories(parent(file));
            AtomicFile.write(file, commit);
        }
    }

    /** Notes that the hub has no such file. */
    void noteAbsent(HubName name, String commit, RepoFile file) throws IOException {
        Path mark = folder(name).resolve(".no_exist").resolve(commit).resolve(file.path());
        Files.createDirectories(parent(mark));
        AtomicFile.write(mark, "");
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file.toString()); // all of them are below the root
        }
        return parent;
    }
}
