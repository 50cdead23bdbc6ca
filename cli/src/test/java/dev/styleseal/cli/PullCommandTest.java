package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.styleseal.cli.Program.Ended;
import dev.styleseal.error.BadInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PullCommandTest {
    private static final String COMMIT = "0123456789".repeat(4);

    /** What git calls an empty blob: every file of this hub is empty, except for what its list says. */
    private static final String EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

    private final Map<String, String> environment = new HashMap<>();
    private Optional<HttpServer> server = Optional.empty();

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws IOException {
        HttpServer hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", PullCommandTest::answer);
        hub.start();
        server = Optional.of(hub);
        environment.put("HF_ENDPOINT", "http://127.0.0.1:" + hub.getAddress().getPort());
        environment.put("HF_HUB_CACHE", folder.toString());
        environment.put("HF_TOKEN", "hf_secret");
    }

    @AfterEach
    void close() {
        server.ifPresent(hub -> hub.stop(0));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/api/models/org/closed/")) {
                exchange.getResponseHeaders().set("X-Error-Code", "GatedRepo");
                exchange.sendResponseHeaders(403, -1);
            } else if (path.startsWith("/api/models/org/model/")) {
                byte[] json = """
                        {"sha": "%s", "siblings": [{"rfilename": "model_index.json", "size": 0},
                         {"rfilename": "unet/model.safetensors", "size": 0}, {"rfilename": "a.ckpt", "size": 1700000000}]}
                        """.formatted(COMMIT).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, json.length);
                exchange.getResponseBody().write(json);
            } else {
                exchange.getResponseHeaders().set("ETag", '"' + EMPTY + '"');
                exchange.getResponseHeaders().set("Content-Length", "0");
                exchange.sendResponseHeaders(200, -1);
            }
        }
    }

    private Ended run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int code = new CommandLine(new PullCommand(console, new Interruption(console), environment))
                .setExecutionExceptionHandler((e, line, parsed) -> new Failure(console).report(e))
                .execute(words);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path snapshot() {
        return folder.resolve("models--org--model/snapshots/" + COMMIT);
    }

    @Test
    void resultIsTheFolderAndWhatIsLeftIsCounted() {
        Ended ended = run("org/model");
        assertThat(ended.err())
                .contains("org/model at commit " + COMMIT + ": 2 files, 0 bytes.")
                .contains("Left there: 1 file, 1.7 GB, the same model, or another, in one file.");
        assertThat(ended.out().strip()).isEqualTo(snapshot().toString());
        assertThat(ended.code()).isZero();
        assertThat(snapshot().resolve("unet/model.safetensors")).isEmptyFile();
        Ended offline = run("org/model", "--offline", "--file", "unet/*");
        assertThat(offline.out().strip())
                .isEqualTo(snapshot().resolve("unet/model.safetensors").toString());
        assertThat(offline.err()).contains("All of it was in the cache already.");
    }

    @Test
    void listFetchesNothing() throws IOException {
        Ended words = run("org/model", "--list");
        assertThat(words.out()).contains("  0 bytes  unet/model.safetensors", "2 files", "Left there: 1 file");
        JsonNode json = new ObjectMapper()
                .readTree(run("org/model@main", "--list", "--json").out());
        assertThat(json.path("commit").textValue()).isEqualTo(COMMIT);
        assertThat(json.path("files").findValuesAsText("path"))
                .containsExactly("model_index.json", "unet/model.safetensors");
        assertThat(json.path("skipped").get(0).path("bytes").longValue()).isEqualTo(1_700_000_000L);
        assertThat(json.has("path")).isFalse();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void jsonNamesThePath() throws IOException {
        Path other = folder.resolve("other");
        JsonNode json = new ObjectMapper()
                .readTree(
                        run("org/model", "--json", "--cache", other.toString()).out());
        assertThat(json.path("path").textValue()).startsWith(other.toString());
        assertThat(json.path("fetchedBytes").longValue()).isZero();
    }

    @Test
    void gatedModelsAreExitTwoAndTheTokenIsNotShown() {
        Ended ended = run("org/closed");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("org/closed is gated", "/org/closed, sign in")
                .doesNotContain("hf_secret");
        assertThat(run("org/model@nothing", "--offline").err()).contains("is not in the hub's cache");
        assertThat(run("org/model", "--file", "x").err()).contains("No file of org/model is called x");
    }

    @Test
    void pathsThatExistWinOverNamesOfTheHub() throws IOException {
        Path name = Path.of("org/model");
        assertThatThrownBy(() -> BasePath.of(name, environment))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("There is no file or folder org/model, and the hub's cache " + folder)
                .hasMessageContaining("styleseal pull org/model");
        run("org/model");
        assertThat(BasePath.of(name, environment)).isEqualTo(snapshot());
        Path here = Path.of("src/main");
        assertThat(Files.isDirectory(here)).isTrue();
        Files.createDirectories(folder.resolve("models--src--main/snapshots/" + COMMIT));
        assertThat(BasePath.of(here, environment)).isEqualTo(here);
        assertThat(BasePath.of(folder.resolve("none"), environment)).isEqualTo(folder.resolve("none"));
    }

    @Test
    void commandsSayHowToPullWhatIsNotThere() {
        for (Ended ended : new Ended[] {
            Program.run("inspect", "org/never-pulled"),
            Program.run("generate", "--model", "org/never-pulled", "--prompt", "x"),
            Program.run("generate", "--model", Fixtures.MODEL, "--seal", "org/never-pulled:0.5", "--prompt", "x"),
            Program.run("train", "--model", "org/never-pulled", "--pictures", folder)
        }) {
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err()).contains("run \"styleseal pull org/never-pulled\"");
        }
    }
}
