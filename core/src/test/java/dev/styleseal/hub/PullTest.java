package dev.styleseal.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pull does when everybody behaves. */
class PullTest {
    private static final String WEIGHTS = "unet/diffusion_pytorch_model.safetensors";

    private final FakeHub hub = new FakeHub();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        hub.close();
    }

    private void model() {
        hub.with("model_index.json", "{}")
                .with("unet/config.json", "{\"a\": 1}")
                .with(WEIGHTS, 70_000)
                .with("vae/config.json", "{\"b\": 2}")
                .with("vae/diffusion_pytorch_model.safetensors", 3_000)
                .with("README.md", "read me");
    }

    private Path repository() {
        return folder.resolve("models--org--name");
    }

    private List<String> cacheFiles() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> !Files.isDirectory(file))
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.startsWith(".locks"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void wholeModelIsInTheCacheAsTheSpecificationSays() throws IOException {
        model();
        Pulled pulled = hub.pull(folder);
        assertThat(pulled.path()).isEqualTo(repository().resolve("snapshots/" + FakeHub.COMMIT));
        for (String path : List.of("model_index.json", "unet/config.json", WEIGHTS)) {
            byte[] content = hub.content(path);
            Path pointer = pulled.path().resolve(path);
            assertThat(pointer).isSymbolicLink().hasBinaryContent(content);
            String up = "../".repeat(path.contains("/") ? 3 : 2);
            assertThat(Files.readSymbolicLink(pointer)).hasToString(up + "blobs/" + FakeHub.hash(content));
        }
        assertThat(repository().resolve("refs/main")).hasContent(FakeHub.COMMIT);
        assertThat(folder.resolve(".locks/models--org--name/" + FakeHub.hash(hub.content(WEIGHTS)) + ".lock"))
                .exists();
        assertThat(cacheFiles()).noneMatch(name -> name.contains("README") || name.contains("incomplete"));
        assertThat(pulled.fetchedBytes())
                .isEqualTo(hub.files.values().stream()
                                .mapToLong(bytes -> bytes.length)
                                .sum()
                        - hub.content("README.md").length);
        assertThat(hub.progress).isSorted().last().isEqualTo(pulled.fetchedBytes());
    }

    @Test
    void secondPullFetchesNothing() throws IOException {
        model();
        hub.pull(folder);
        List<String> before = cacheFiles();
        hub.seen.clear();
        Pulled again = hub.pull(folder);
        assertThat(again.fetchedBytes()).isZero();
        assertThat(hub.asked("hub", "GET")).hasSize(1).first().asString().contains("/api/models/");
        assertThat(hub.asked("store", "GET")).isEmpty();
        assertThat(cacheFiles()).isEqualTo(before);
    }

    @Test
    void newCommitFetchesOnlyWhatChanged() throws IOException {
        model();
        hub.pull(folder);
        String later = "d".repeat(40);
        hub.commits.put("main", later);
        hub.commits.put(later, later);
        hub.with("unet/config.json", "{\"a\": 3}");
        hub.seen.clear();
        Pulled pulled = hub.pull(folder);
        assertThat(pulled.path().getFileName()).hasToString(later);
        assertThat(hub.asked("store", "GET")).isEmpty();
        assertThat(hub.asked("hub", "GET")).hasSize(2).last().asString().endsWith("unet/config.json");
        assertThat(pulled.path().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
        assertThat(repository().resolve("snapshots/" + FakeHub.COMMIT + "/unet/config.json"))
                .hasContent("{\"a\": 1}");
        assertThat(repository().resolve("refs/main")).hasContent(later);
    }

    @Test
    void tokenGoesToTheHubAndNotToTheStore() {
        model();
        hub.pull(folder);
        assertThat(hub.seen)
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.authorization())
                        .isEqualTo(
                                request.server().equals("hub") ? Optional.of("Bearer hf_secret") : Optional.empty()));
        assertThat(hub.asked("store", "GET")).hasSize(2);
    }

    @Test
    void branchesTagsAndCommitsAreRemembered() {
        model();
        hub.commits.put("refs/pr/1", FakeHub.COMMIT);
        hub.commits.put("v1.0", FakeHub.COMMIT);
        Hub client = hub.hub(hub.settings(folder));
        HubCache cache = HubCache.at(folder);
        for (String revision : List.of("refs/pr/1", "v1.0", FakeHub.COMMIT)) {
            hub.pull(client, "org/name@" + revision);
            assertThat(cache.find(HubName.parse("org/name@" + revision)))
                    .contains(repository().resolve("snapshots/" + FakeHub.COMMIT));
        }
        assertThat(repository().resolve("refs/refs/pr/1")).hasContent(FakeHub.COMMIT);
        assertThat(repository().resolve("refs/" + FakeHub.COMMIT)).doesNotExist();
        assertThat(cache.find(HubName.parse("org/name"))).isEmpty();
        assertThat(hub.asked("hub", "GET")).contains("/api/models/org/name/revision/refs%2Fpr%2F1");
    }

    @Test
    void offlineTakesWhatIsThereAndAsksNobody() {
        model();
        hub.pull(folder);
        hub.seen.clear();
        HubSettings offline = hub.settings(folder).withoutNetwork();
        assertThat(hub.pull(hub.hub(offline), "org/name").path())
                .isEqualTo(repository().resolve("snapshots/" + FakeHub.COMMIT));
        assertThat(hub.pull(hub.hub(offline), "org/name", "unet/*.json").path()).hasFileName("config.json");
        assertThatThrownBy(() -> hub.pull(hub.hub(offline), "org/other"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("org/other is not in the hub's cache")
                .hasMessageContaining("styleseal pull org/other");
        assertThat(hub.seen).isEmpty();
    }

    @Test
    void filesAreFilesWhereThereAreNoLinks() throws IOException {
        model();
        hub.with("text_encoder/config.json", "{\"b\": 2}").with("text_encoder/model.safetensors", 500);
        HubCache cache = HubCache.withoutLinks(folder);
        Path snapshot =
                hub.pull(hub.hub(hub.settings(folder), cache), "org/name").path();
        assertThat(snapshot.resolve(WEIGHTS)).isRegularFile().hasBinaryContent(hub.content(WEIGHTS));
        assertThat(snapshot.resolve("text_encoder/config.json"))
                .hasContent("{\"b\": 2}"); // the hash of another file, too
        assertThat(snapshot.resolve("vae/config.json")).hasContent("{\"b\": 2}");
        assertThat(cacheFiles()).noneMatch(name -> name.contains("blobs"));
        assertThat(Files.isSymbolicLink(snapshot.resolve(WEIGHTS))).isFalse();
        assertThat(hub.notices).singleElement().asString().contains("has no symbolic links");
        hub.seen.clear();
        hub.pull(hub.hub(hub.settings(folder), cache), "org/name");
        assertThat(hub.seen).hasSize(1);
    }

    @Test
    void namesOfFilesMayHaveAnyLetters() {
        String name = "печать ночь+1%20 #?.safetensors";
        hub.with(name, 5_000);
        Pulled pulled = hub.pull(folder);
        assertThat(pulled.path()).hasFileName(name).hasBinaryContent(hub.content(name));
    }

    @Test
    void oneSealIsOneFileAndAPeftFolderIsAFolder() {
        hub.with("seal.safetensors", 4_000).with("README.md", "x");
        assertThat(hub.pull(folder).path()).hasFileName("seal.safetensors");
        hub.files.clear();
        hub.with("adapter_model.safetensors", 400)
                .with("adapter_config.json", "{}")
                .with("other.safetensors", 300);
        Pulled peft = hub.pull(folder.resolve("second"));
        assertThat(peft.path()).hasFileName(FakeHub.COMMIT).isDirectoryContaining("glob:**/adapter_config.json");
        assertThat(peft.path().resolve("other.safetensors")).doesNotExist();
    }

    @Test
    void emptyFilesAreFetched() {
        hub.with("a.safetensors", 4_000).with("adapter_config.json", "");
        assertThat(hub.pull(folder).path().resolve("adapter_config.json")).isEmptyFile();
    }

    @Test
    void twoPullsAtOnceFetchEveryFileOnce() {
        model();
        CompletableFuture<Pulled> first = CompletableFuture.supplyAsync(() -> hub.pull(folder));
        CompletableFuture<Pulled> second = CompletableFuture.supplyAsync(() -> hub.pull(folder));
        assertThat(first.join().path()).isEqualTo(second.join().path());
        assertThat(hub.asked("store", "GET")).doesNotHaveDuplicates().hasSize(2);
        assertThat(first.join().path().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    }

    @Test
    void fileThatSomebodyElseFetchesIsWaitedFor() throws IOException {
        hub.with("seal.safetensors", 9_000);
        RepoFile file = new RepoFile("seal.safetensors", OptionalLong.empty());
        HubName name = HubName.parse("org/name");
        HubCache cache = HubCache.at(folder);
        String hash = FakeHub.hash(hub.content("seal.safetensors"));
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Pulled> pull;
        try (FetchLock held = FetchLock.take(cache.lock(name, hash), file, hub, () -> {})) {
            pull = CompletableFuture.supplyAsync(() -> hub.pull(folder));
            while (hub.notices.isEmpty()) {
                Thread.onSpinWait();
            }
            cache.prepare(name);
            Files.write(cache.blob(name, hash), hub.content("seal.safetensors"));
            waiting.countDown();
            assertThat(held).isNotNull();
        }
        assertThat(pull.join().path()).hasBinaryContent(hub.content("seal.safetensors"));
        assertThat(hub.notices).singleElement().asString().contains("Somebody else is fetching seal.safetensors");
        assertThat(hub.asked("store", "GET")).isEmpty();
    }

    @Test
    void fileOfTheWrongSizeInTheCacheIsFetchedAgain() throws IOException {
        model();
        Path blob = Files.createDirectories(repository().resolve("blobs")).resolve(FakeHub.hash(hub.content(WEIGHTS)));
        Files.writeString(blob, "half of it", StandardCharsets.UTF_8);
        assertThat(hub.pull(folder).path().resolve(WEIGHTS)).hasBinaryContent(hub.content(WEIGHTS));
    }

    @Test
    void cachedModelsAreFoundByName() {
        Map<String, String> environment = Map.of("HF_HUB_CACHE", folder.toString());
        assertThat(HubCache.cached("org/name", environment)).isEmpty();
        hub.with("seal.safetensors", 4_000);
        Path seal = hub.pull(folder).path();
        assertThat(HubCache.cached("org/name", environment)).contains(seal);
        assertThat(HubCache.cached("org/name@" + FakeHub.COMMIT, environment)).contains(seal);
        assertThat(HubCache.cached("org/name@v2", environment)).isEmpty();
        hub.files.clear();
        model();
        Path model = hub.pull(folder.resolve("other")).path();
        assertThat(HubCache.cached("org/name", Map.of("HF_HOME", folder.toString())))
                .isEmpty();
        assertThat(HubCache.cached(
                        "org/name",
                        Map.of("HF_HUB_CACHE", folder.resolve("other").toString())))
                .contains(model);
    }

    @Test
    void brokenRefIsNamed() throws IOException {
        Files.createDirectories(repository().resolve("refs"));
        Files.writeString(repository().resolve("refs/main"), "../../elsewhere");
        assertThatThrownBy(() -> HubCache.at(folder).find(HubName.parse("org/name")))
                .hasMessageContaining("does not hold a commit");
        Files.write(repository().resolve("refs/main"), new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> HubCache.at(folder).find(HubName.parse("org/name")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Cannot read " + repository().resolve("refs/main"));
    }
}
