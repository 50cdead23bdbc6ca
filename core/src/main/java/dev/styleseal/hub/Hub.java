package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The hub: says what a repository has, and brings it into the cache.
 *
 * <p>Every file is fetched into {@code blobs/HASH.incomplete}, gone on with where an earlier try ended, compared with the
 * hash that the hub gave, and then moved to its place; a file that is there is not asked for again. Broken connections and
 * overloaded servers are tried again a few times. Of one thread at a time; two hubs, or two processes, may pull the same.
 */
public final class Hub {
    private final HubSettings settings;
    private final HubCache cache;
    private final PullListener listener;
    private final Patience patience;
    private final Runnable stop;
    private final HubHttp http;

    Hub(HubSettings settings, HubCache cache, PullListener listener, Cancellation cancellation, Patience patience) {
        this.settings = settings;
        this.cache = cache;
        this.listener = listener;
        this.patience = patience;
        stop = () -> check(cancellation);
        http = new HubHttp(settings, patience, stop);
    }

    /** The hub of these settings; what happens is told to the listener, and the work ends early when that is asked. */
    public static Hub of(HubSettings settings, PullListener listener, Cancellation cancellation) {
        return new Hub(
                settings,
                HubCache.at(settings.cache()),
                listener,
                cancellation,
                Patience.usual(() -> check(cancellation)));
    }

    private static void check(Cancellation cancellation) {
        if (cancellation.isRequested() || Thread.currentThread().isInterrupted()) {
            throw new Interrupted(
                    "Stopped on request. What was fetched stays in the cache; the same command goes on from there.");
        }
    }

    /**
     * Finds out what a pull will fetch. Without network, by the settings, what the cache holds takes the place of what the
     * hub has.
     *
     * @throws BadInput if there is no such repository, revision or file, it may not be read, it is not clear what is
     *     wanted, or the hub does not answer
     * @throws dev.styleseal.error.CorruptFile if the hub says what cannot be
     * @throws Interrupted if the work is to end
     */
    public PullPlan plan(HubName name, PullWish wish) {
        return FileChoice.plan(settings.offline() ? cached(name) : listing(name), wish);
    }

    private Listing cached(HubName name) {
        return cache.listing(name)
                .orElseThrow(() -> new BadInput(
                        "{0} is not in the hub's cache {1}, and nothing may be asked of the network. Expected a model that was pulled before. Run \"styleseal pull {0}\" without --offline and HF_HUB_OFFLINE.",
                        name, cache.root()));
    }

    private Listing listing(HubName name) {
        URI uri = URI.create(settings.endpoint() + "/api/models/" + name.repository() + "/revision/"
                + encoded(name.revision()) + "?blobs=true");
        return patiently(() -> {
            try (Answer answer = http.get(uri, 0)) {
                new Refusal(settings, name).check(answer, Optional.empty());
                return Listing.parse(name, http.json(answer));
            }
        });
    }

    /**
     * Brings all files of a plan into the cache.
     *
     * @throws BadInput if a file may not be read, the disk is too small, or the hub does not answer any more
     * @throws dev.styleseal.error.CorruptFile if what comes is not what the hub promised; it is deleted
     * @throws Interrupted if the work is to end
     */
    public Pulled pull(PullPlan plan) {
        try {
            return new Pull(this, plan).run();
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot write to the hub's cache {0}: {1}. Expected a folder that you may write to. Check its permissions, or name another by --cache or HF_HUB_CACHE.",
                    cache.root(),
                    Reason.of(e));
        }
    }

    HubCache cache() {
        return cache;
    }

    PullListener listener() {
        return listener;
    }

    Runnable stop() {
        return stop;
    }

    /** Asks what a file is. */
    RemoteFile describe(PullPlan plan, RepoFile file) {
        URI uri = URI.create(settings.endpoint() + "/" + plan.name().repository() + "/resolve/" + plan.commit() + "/"
                + encoded(file.path()).replace("%2F", "/"));
        return patiently(() -> {
            try (Answer answer = http.head(uri)) {
                if (answer.header("X-Error-Code")
                        .filter("EntryNotFound"::equals)
                        .isPresent()) {
                    cache.noteAbsent(plan.name(), plan.commit(), file);
                }
                new Refusal(settings, plan.name()).check(answer, Optional.of(file));
                return RemoteFile.of(file, uri, plan.commit(), answer);
            }
        });
    }

    Download download(PullPlan plan, RemoteFile file) {
        return new Download(http, new Refusal(settings, plan.name()), listener, file);
    }

    /** As a part of a path; the encoding of forms writes a space as +. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Something that may fail for reasons that pass. */
    interface Attempt<T> {
        T run() throws IOException;

        /** Whether the last failure came after some success, so that the count begins anew. */
        default boolean hasMoved() {
            return false;
        }
    }

    <T> T patiently(Attempt<T> attempt) {
        Duration pause = patience.first();
        for (int failures = 1; ; failures++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                stop.run();
                if (attempt.hasMoved()) {
                    failures = 1;
                    pause = patience.first();
                }
                if (failures >= patience.attempts()) {
                    throw new BadInput(
                            e,
                            "Cannot reach the hub {0}: {1} ({2} attempts). Expected an answer. Check the network and HF_ENDPOINT, and run the command again: it goes on where it was. Without network, --offline takes what the cache has.",
                            settings.endpoint(),
                            BrokenTransfer.reason(e),
                            failures);
                }
                listener.notice(Message.of(
                        "The connection broke: {0}. Trying again in {1} s.",
                        BrokenTransfer.reason(e), pause.toSeconds()));
                patience.pause().accept(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }
}
