package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** One pull: file by file into the cache. */
final class Pull {
    private final Hub hub;
    private final HubCache cache;
    private final PullPlan plan;
    private long done;
    private long fetched;
    private boolean toldOfLinks;

    Pull(Hub hub, PullPlan plan) {
        this.hub = hub;
        this.plan = plan;
        cache = hub.cache();
    }

    Pulled run() throws IOException {
        long missing = 0;
        for (RepoFile file : plan.files()) {
            missing += cache.has(plan.name(), plan.commit(), file) ? 0 : file.size();
        }
        if (missing > 0) {
            Files.createDirectories(cache.root());
            requireSpace(missing);
            cache.begin(plan.name(), plan.commit());
        }
        for (RepoFile file : plan.files()) {
            if (!cache.has(plan.name(), plan.commit(), file)) {
                fetch(hub.describe(plan, file));
            }
            done += file.size();
            hub.listener().at(done, plan.bytes(), file.path());
        }
        cache.remember(plan.name(), plan.commit());
        Path folder = cache.snapshot(plan.name(), plan.commit());
        return new Pulled(plan.result().map(folder::resolve).orElse(folder), fetched);
    }

    private void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(cache.root()).getUsableSpace();
        if (bytes > free) {
            throw new BadInput(
                    "{0} needs {1} bytes, and {2} has {3}. Nothing was fetched. Free some space, or name another cache by --cache or HF_HUB_CACHE.",
                    plan.name(), bytes, cache.root(), free);
        }
    }

    private void fetch(RemoteFile file) throws IOException {
        Path lock = cache.lock(plan.name(), file.hash());
        try (FetchLock held = FetchLock.take(lock, file.file(), hub.listener(), hub.stop())) {
            if (cache.has(plan.name(), plan.commit(), file.file())) {
                return; // somebody else was faster
            }
            Path blob = cache.blob(plan.name(), file.hash());
            if (!Files.isRegularFile(blob) || Files.size(blob) != file.bytes()) {
                fetch(file, blob);
            }
            boolean linked = cache.link(blob, cache.pointer(plan.name(), plan.commit(), file.file()));
            if (!linked && !toldOfLinks) {
                toldOfLinks = true;
                hub.listener()
                        .notice(Message.of(
                                "{0} has no symbolic links: files are kept as they are, and other revisions will be fetched as a whole.",
                                cache.root()));
            }
        }
    }

    private void fetch(RemoteFile file, Path blob) throws IOException {
        Path incomplete = cache.incomplete(plan.name(), file.hash());
        cache.prepare(plan.name());
        if (Files.isRegularFile(incomplete)) {
            hub.listener()
                    .notice(Message.of(
                            "{0} is gone on with at byte {1}.", file.file().path(), Files.size(incomplete)));
        }
        Download download = hub.download(plan, file);
        hub.patiently(new Filling(download, file, incomplete));
        download.verify(incomplete, hub.stop());
        Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Tries to bring a file to its end; every new byte counts as a success. */
    private final class Filling implements Hub.Attempt<Boolean> {
        private final Download download;
        private final RemoteFile file;
        private final Path incomplete;
        private long most;
        private boolean moved;

        Filling(Download download, RemoteFile file, Path incomplete) throws IOException {
            this.download = download;
            this.file = file;
            this.incomplete = incomplete;
            most = Files.isRegularFile(incomplete) ? Files.size(incomplete) : 0;
        }

        @Override
        public Boolean run() throws IOException {
            moved = false;
            download.fill(incomplete, this::at);
            return true;
        }

        private void at(long bytes) {
            if (bytes > most) {
                fetched += bytes - most;
                most = bytes;
                moved = true;
            }
            hub.listener().at(done + bytes, plan.bytes(), file.file().path());
        }

        @Override
        public boolean hasMoved() {
            return moved;
        }
    }
}
