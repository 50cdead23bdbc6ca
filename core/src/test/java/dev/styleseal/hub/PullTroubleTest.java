package dev.styleseal.hub;

import static dev.styleseal.hub.FakeHub.refuse;
import static dev.styleseal.hub.FakeHub.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Interrupted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pull does when connections break, servers lie, and access is refused. */
class PullTroubleTest {
    private static final int BYTES = 200_000;

    private final FakeHub hub = new FakeHub();
    private byte[] content = new byte[0];

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        hub.with("seal.safetensors", BYTES);
        content = hub.content("seal.safetensors");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private Path blob(String ending) {
        return folder.resolve("models--org--name/blobs/" + FakeHub.hash(content) + ending);
    }

    private void assertPulled(Pulled pulled) {
        assertThat(pulled.path()).hasBinaryContent(content);
        assertThat(blob(".incomplete")).doesNotExist();
    }

    private List<Optional<String>> ranges() {
        return hub.seen.stream()
                .filter(request -> request.server().equals("store"))
                .map(FakeHub.Seen::range)
                .toList();
    }

    @Test
    void cutConnectionIsGoneOnWithWhereItBroke() {
        AtomicInteger calls = new AtomicInteger();
        hub.storeTrick = exchange -> {
            if (calls.incrementAndGet() > 1) {
                return false;
            }
            send(exchange, 200, Arrays.copyOf(content, BYTES / 2), BYTES);
            return true;
        };
        assertPulled(hub.pull(folder));
        assertThat(ranges()).hasSize(2).first().isEqualTo(Optional.empty());
        assertThat(ranges().get(1).orElseThrow()).matches("bytes=[1-9]\\d*-");
        assertThat(hub.notices).singleElement().asString().contains("The connection broke", "Trying again in 1 s");
    }

    @Test
    void laterPullGoesOnWhereAnEarlierOneEnded() throws IOException {
        Files.createDirectories(folder.resolve("models--org--name/blobs"));
        Files.write(blob(".incomplete"), Arrays.copyOf(content, 12_345));
        Pulled pulled = hub.pull(folder);
        assertPulled(pulled);
        assertThat(ranges()).containsExactly(Optional.of("bytes=12345-"));
        assertThat(pulled.fetchedBytes()).isEqualTo(BYTES - 12_345);
        assertThat(hub.notices).containsExactly("seal.safetensors is gone on with at byte 12345.");
    }

    @Test
    void completeFileThatWasNotCheckedIsCheckedOnly() throws IOException {
        Files.createDirectories(folder.resolve("models--org--name/blobs"));
        Files.write(blob(".incomplete"), content);
        assertPulled(hub.pull(folder));
        assertThat(ranges()).isEmpty();
    }

    @Test
    void rangesThatAreIgnoredMeanToStartOver() throws IOException {
        Files.createDirectories(folder.resolve("models--org--name/blobs"));
        Files.write(blob(".incomplete"), new byte[777]);
        hub.storeTrick = exchange -> {
            send(exchange, 200, content, BYTES);
            return true;
        };
        assertPulled(hub.pull(folder));
        assertThat(ranges()).containsExactly(Optional.of("bytes=777-"));
        assertThat(hub.notices).last().asString().contains("cannot go on in the middle", "begins anew");
    }

    @Test
    void wrongPartIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("models--org--name/blobs"));
        Files.write(blob(".incomplete"), Arrays.copyOf(content, 100));
        hub.storeTrick = exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/10");
            send(exchange, 206, new byte[10], 10);
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("from byte 100 on, and answers with bytes 0-9/10");
    }

    @Test
    void wrongHashIsDeletedAndSaid() {
        hub.storeTrick = exchange -> {
            byte[] other = content.clone();
            other[BYTES / 2] ^= 1;
            send(exchange, 200, other, BYTES);
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("seal.safetensors is not what the hub promised")
                .hasMessageContaining(FakeHub.hash(content));
        assertThat(blob("")).doesNotExist();
        assertThat(blob(".incomplete")).doesNotExist();
        assertThat(HubCache.at(folder).find(HubName.parse("org/name"))).isEmpty();
    }

    @Test
    void smallFilesAreCheckedAsGitDoes() {
        hub.with("adapter_config.json", "{\"r\": 4}");
        hub.hubTrick = exchange -> {
            if (exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getPath().endsWith("adapter_config.json")) {
                FakeHub.json(exchange, "{\"r\": 5}");
                return true;
            }
            return false;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("adapter_config.json is not what the hub promised");
    }

    @Test
    void announcedLengthThatIsWrongEndsItAtOnce() {
        hub.storeTrick = exchange -> {
            send(exchange, 200, new byte[10], 10);
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("sends 10 bytes or more")
                .hasMessageContaining("Expected " + BYTES);
    }

    @Test
    void bodyWithoutEndIsStopped() {
        hub.storeTrick = exchange -> {
            exchange.sendResponseHeaders(200, 0); // chunked: no length is announced
            byte[] chunk = new byte[BYTES];
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(chunk);
            }
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("The rest was not fetched");
    }

    @Test
    void packedAnswersAreRefused() {
        hub.storeTrick = exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            send(exchange, 200, new byte[10], 10);
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("packed (gzip)");
    }

    @Test
    void overloadedServerIsAskedAFewTimesWithLongerPauses() {
        hub.storeTrick = exchange -> {
            refuse(exchange, 503, "");
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("answers 503 (3 attempts)")
                .hasMessageContaining("--offline");
        assertThat(hub.pauses).map(pause -> pause.toSeconds()).containsExactly(1L, 2L);
    }

    /** A commit has no ref that would come last. */
    @Test
    void brokenPullOfACommitIsNotTakenForAModel() {
        HubName commit = HubName.parse("org/name@" + FakeHub.COMMIT);
        HubCache cache = HubCache.at(folder);
        hub.with("adapter_config.json", 10);
        hub.storeTrick = exchange -> {
            refuse(exchange, 503, "");
            return true;
        };
        assertThatThrownBy(() -> hub.pull(hub.hub(hub.settings(folder)), commit.toString()))
                .isInstanceOf(BadInput.class);
        assertThat(cache.snapshot(commit, FakeHub.COMMIT)).isNotEmptyDirectory();
        assertThat(cache.find(commit)).isEmpty();
        hub.storeTrick = exchange -> false;
        hub.pull(hub.hub(hub.settings(folder)), commit.toString());
        assertThat(cache.find(commit)).isPresent();
    }

    @Test
    void silentServerIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        hub.storeTrick = exchange -> {
            send(exchange, 200, Arrays.copyOf(content, 10), BYTES);
            await(end);
            return true;
        };
        HubSettings settings = hub.settings(folder);
        Patience patience = new Patience(Duration.ofMillis(300), 1, Duration.ofSeconds(1), hub.pauses::add);
        Hub client = new Hub(settings, HubCache.at(folder), hub, hub.cancellation, patience);
        assertThatThrownBy(() -> hub.pull(client, "org/name")).hasMessageContaining("nothing came for");
        end.countDown();
        assertThat(blob(".incomplete")).exists();
    }

    @Test
    void hubThatIsNotThereIsNamed() {
        HubSettings settings = hub.settings(folder);
        hub.close();
        assertThatThrownBy(() -> hub.pull(hub.hub(settings), "org/name"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot reach the hub http://127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | GatedRepo        | is gated
            403 | GatedRepo        | is gated
            401 | ''               | there is none, or it is private
            401 | RepoNotFound     | there is none, or it is private
            404 | RepoNotFound     | there is none, or it is private
            404 | RevisionNotFound | has no revision main
            403 | ''               | forbids reading
            410 | ''               | answers 410
            """)
    void refusalsSayWhatToDo(int status, String code, String words) {
        hub.hubTrick = exchange -> {
            refuse(exchange, status, code);
            return true;
        };
        HubSettings settings = new HubSettings(hub.endpoint(), folder, Optional.empty(), false);
        assertThatThrownBy(() -> hub.pull(hub.hub(settings), "org/name"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining(words);
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(BadInput.class)
                .message()
                .contains(words)
                .doesNotContain("hf_secret");
        assertThat(hub.pauses).isEmpty();
    }

    @Test
    void gateIsNamedWithItsPageAndTheToken() {
        hub.hubTrick = exchange -> {
            boolean file = exchange.getRequestURI().getPath().contains("/resolve/");
            if (file) {
                refuse(exchange, 403, "GatedRepo");
            }
            return file;
        };
        HubSettings without = new HubSettings(hub.endpoint(), folder, Optional.empty(), false);
        assertThatThrownBy(() -> hub.pull(hub.hub(without), "org/name"))
                .hasMessageContaining("Open " + hub.endpoint() + "/org/name")
                .hasMessageContaining("HF_TOKEN")
                .hasMessageContaining("--token-file");
    }

    @Test
    void fileThatIsGoneIsNamedAndNoted() {
        hub.hubTrick = exchange -> {
            boolean file = exchange.getRequestURI().getPath().contains("/resolve/");
            if (file) {
                refuse(exchange, 404, "EntryNotFound");
            }
            return file;
        };
        assertThatThrownBy(() -> hub.pull(folder)).hasMessageContaining("org/name has no file seal.safetensors");
        assertThat(folder.resolve("models--org--name/.no_exist/" + FakeHub.COMMIT + "/seal.safetensors"))
                .isEmptyFile();
    }

    @Test
    void circleOfRedirectsIsLeft() {
        hub.storeTrick = exchange -> {
            FakeHub.redirect(exchange, exchange.getRequestURI().toString() + "0");
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("from address to address");
        hub.hubTrick = exchange -> {
            FakeHub.redirect(exchange, "/again");
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("from address to address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "jar:file:/x!/y", "http:///x", "not an address", ""})
    void redirectsToAnythingButTheWebAreRefused(String location) {
        hub.storeTrick = exchange -> {
            FakeHub.redirect(exchange, location);
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder)).isInstanceOf(BadInput.class).hasMessageContaining("sends us to");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.safetensors",
                "a/../../evil.safetensors",
                "/etc/evil.safetensors",
                "a\\\\b.safetensors",
                "C:/evil.safetensors",
                "a//b.safetensors",
                "./b.safetensors",
                "",
                "b\\u0000.safetensors",
                "b\\n.safetensors"
            })
    void pathsThatLeadElsewhereAreRefused(String path) {
        hub.hubTrick = exchange -> {
            FakeHub.json(
                    exchange,
                    "{\"sha\": \"%s\", \"siblings\": [{\"rfilename\": \"%s\"}]}".formatted(FakeHub.COMMIT, path));
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("Expected a path that stays in its repository");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"sha": "../..", "siblings": []}                                                  | Expected 40 hexadecimal digits
            {"siblings": 3}                                                                   | no list of files
            <html>                                                                            | is not JSON
            {"sha": "C", "siblings": [{"rfilename": "a"}, {"rfilename": "a"}]}                | twice
            {"sha": "C", "siblings": [{"rfilename": "a.safetensors", "size": -4}]}            | no negative number
            """)
    void listingsThatCannotBeAreRefused(String json, String words) {
        hub.hubTrick = exchange -> {
            FakeHub.json(exchange, json.replace("\"C\"", '"' + FakeHub.COMMIT + '"'));
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ETag: "../../x"                            | gives no hash of seal.safetensors
            ETag: "HASH"; Content-Length: 7            | has 7 bytes, and 200000 in its list
            ETag: "HASH"; X-Repo-Commit: 0123          | answers for commit 0123
            """)
    void descriptionsThatCannotBeAreRefused(String headers, String words) {
        hub.hubTrick = exchange -> {
            if (!exchange.getRequestMethod().equals("HEAD")) {
                return false;
            }
            for (String header : headers.replace("HASH", FakeHub.hash(content)).split("; ", -1)) {
                exchange.getResponseHeaders().set(header.split(": ", -1)[0], header.split(": ", -1)[1]);
            }
            exchange.sendResponseHeaders(200, -1);
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining(words);
    }

    @Test
    void diskThatIsTooSmallIsSaidBefore() {
        hub.hubTrick = exchange -> {
            FakeHub.json(exchange, """
                    {"sha": "%s", "siblings": [{"rfilename": "a.safetensors", "size": 4000000000000000000}]}
                    """.formatted(FakeHub.COMMIT));
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("needs 4000000000000000000 bytes")
                .hasMessageContaining("Nothing was fetched");
    }

    @Test
    void cacheThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> hub.pull(file.resolve("cache")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot write to the hub's cache");
    }

    @Test
    void blobThatCannotBeWrittenIsNamed() throws IOException {
        Files.createDirectories(blob(".incomplete"));
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot write " + blob(".incomplete"))
                .hasMessageContaining("What was fetched so far stays");
    }

    @Test
    void listWithoutEndIsStopped() {
        hub.hubTrick = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blank = new byte[1 << 20];
            Arrays.fill(blank, (byte) ' ');
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(blank);
            }
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining("answers with more than 33554432 bytes");
    }

    @Test
    void requestToStopLeavesWhatCame() {
        CountDownLatch end = new CountDownLatch(1);
        hub.storeTrick = exchange -> {
            send(exchange, 200, Arrays.copyOf(content, BYTES / 2), BYTES);
            await(end);
            return true;
        };
        CompletableFuture<Pulled> pull = CompletableFuture.supplyAsync(() -> hub.pull(folder));
        while (hub.progress.isEmpty()) {
            Thread.onSpinWait();
        }
        hub.cancellation.request();
        assertThatThrownBy(pull::join)
                .hasCauseInstanceOf(Interrupted.class)
                .hasMessageContaining("the same command goes on from there");
        end.countDown();
        assertThat(blob(".incomplete")).isNotEmptyFile();
    }

    @Test
    void requestToStopEndsWaitingForAnAnswer() {
        CountDownLatch end = new CountDownLatch(1);
        hub.hubTrick = exchange -> {
            hub.cancellation.request();
            await(end);
            return true;
        };
        assertThatThrownBy(() -> hub.pull(folder)).isInstanceOf(Interrupted.class);
        end.countDown();
    }

    @Test
    void interruptedThreadStops() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> hub.pull(folder)).isInstanceOf(Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void namesThatTheSystemCannotHaveAreRefused() {
        // On Linux and macOS every name that a listing may hold is possible; only its letters may be missing.
        RepoFile file = new RepoFile("a\ud800.safetensors", OptionalLong.empty());
        assertThatThrownBy(() -> HubCache.at(folder).pointer(HubName.parse("org/name"), FakeHub.COMMIT, file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("which this system cannot name");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
