package dev.styleseal.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A hub with one repository on one port, and the store of its large files on another. Files of more than 100 bytes count as
 * large. Remembers what it was asked, and can be made to misbehave.
 */
final class FakeHub implements AutoCloseable, PullListener {
    static final String COMMIT = "c0ffee".repeat(7).substring(0, 40);
    private static final int LARGE = 100;

    /** One request, as the server saw it. */
    record Seen(String server, String method, String path, Optional<String> range, Optional<String> authorization) {}

    /** Answers in the place of the usual one; says whether it did. */
    interface Trick {
        boolean answer(HttpExchange exchange) throws IOException;
    }

    final Map<String, byte[]> files = new TreeMap<>();
    final Map<String, String> commits = new HashMap<>(Map.of("main", COMMIT, COMMIT, COMMIT));
    final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    final List<Long> progress = Collections.synchronizedList(new ArrayList<>());
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    final Cancellation cancellation = new Cancellation();
    volatile Trick hubTrick = exchange -> false;
    volatile Trick storeTrick = exchange -> false;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub = server("hub");
    private final HttpServer store = server("store");

    private HttpServer server(String name) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    seen.add(new Seen(
                            name,
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getRawPath(),
                            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")),
                            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
                    Trick trick = name.equals("hub") ? hubTrick : storeTrick;
                    if (!trick.answer(exchange)) {
                        answer(exchange, name.equals("hub"));
                    }
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeHub with(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Bytes that say where they are, so that a hole or a shift changes the hash. */
    FakeHub with(String path, int bytes) {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) (i * 31 + (i >> 8) * 7 + path.length());
        }
        files.put(path, content);
        return this;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    URI storeEndpoint() {
        return URI.create("http://127.0.0.1:" + store.getAddress().getPort());
    }

    HubSettings settings(Path cache) {
        return new HubSettings(endpoint(), cache, Optional.of("hf_secret"), false);
    }

    /** Pulls with pauses that are only noted. */
    Hub hub(HubSettings settings) {
        return hub(settings, HubCache.at(settings.cache()));
    }

    Hub hub(HubSettings settings, HubCache cache) {
        Patience patience = new Patience(Duration.ofSeconds(2), 3, Duration.ofSeconds(1), pauses::add);
        return new Hub(settings, cache, this, cancellation, patience);
    }

    Pulled pull(Path cache) {
        return pull(hub(settings(cache)), "org/name");
    }

    Pulled pull(Hub hub, String name, String... patterns) {
        return hub.pull(hub.plan(HubName.parse(name), new PullWish(List.of(patterns), Optional.empty())));
    }

    @Override
    public void at(long done, long total, String file) {
        progress.add(done);
    }

    @Override
    public void notice(Message notice) {
        notices.add(notice.text());
    }

    List<String> asked(String server, String method) {
        synchronized (seen) {
            return seen.stream()
                    .filter(one -> one.server().equals(server) && one.method().equals(method))
                    .map(Seen::path)
                    .toList();
        }
    }

    private void answer(HttpExchange exchange, boolean onHub) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String listing = "/api/models/org/name/revision/";
        if (!onHub) {
            body(exchange, content(path.substring("/store/".length())));
        } else if (path.startsWith(listing)) {
            String revision = URLDecoder.decode(
                    exchange.getRequestURI().getRawPath().substring(listing.length()), StandardCharsets.UTF_8);
            if (commits.containsKey(revision)) {
                json(exchange, listing(commits.get(revision)));
            } else {
                refuse(exchange, 404, "RevisionNotFound");
            }
        } else if (path.startsWith("/org/name/resolve/")) {
            resolve(exchange, path.substring("/org/name/resolve/".length()));
        } else {
            refuse(exchange, 401, "");
        }
    }

    private String listing(String commit) {
        return files.entrySet().stream()
                .map(file -> "{\"rfilename\": \"%s\", \"size\": %d, \"blobId\": \"x\"}"
                        .formatted(file.getKey().replace("\\", "\\\\"), file.getValue().length))
                .collect(Collectors.joining(",", "{\"sha\": \"" + commit + "\", \"siblings\": [", "]}"));
    }

    private void resolve(HttpExchange exchange, String commitAndPath) throws IOException {
        String commit = commitAndPath.substring(0, commitAndPath.indexOf('/'));
        String path = commitAndPath.substring(commitAndPath.indexOf('/') + 1);
        exchange.getResponseHeaders().set("X-Repo-Commit", commits.getOrDefault(commit, COMMIT));
        if (!files.containsKey(path)) {
            refuse(exchange, 404, "EntryNotFound");
            return;
        }
        byte[] content = content(path);
        exchange.getResponseHeaders().set("ETag", "W/\"" + hash(content) + "\"");
        if (content.length > LARGE) {
            exchange.getResponseHeaders().set("X-Linked-Etag", '"' + hash(content) + '"');
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(content.length));
            redirect(
                    exchange,
                    storeEndpoint() + "/store/"
                            + URI.create("x:/" + encoded(path)).getRawPath().substring(1));
        } else {
            body(exchange, content);
        }
    }

    private static String encoded(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    byte[] content(String path) {
        byte[] content = files.get(path);
        if (content == null) {
            throw new AssertionError("nobody should ask for " + path);
        }
        return content;
    }

    static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        if (!code.isEmpty()) {
            exchange.getResponseHeaders().set("X-Error-Code", code);
        }
        exchange.sendResponseHeaders(status, -1);
    }

    static void json(HttpExchange exchange, String text) throws IOException {
        body(exchange, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void body(HttpExchange exchange, byte[] content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        }
        send(
                exchange,
                range == null ? 200 : 206,
                Arrays.copyOfRange(content, from, content.length),
                content.length - from);
    }

    /** Announces more than is sent, perhaps; then the connection is cut. */
    static void send(HttpExchange exchange, int status, byte[] body, int announced) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(announced));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, announced == 0 ? -1 : announced);
        OutputStream out = exchange.getResponseBody();
        if (body.length > 0) {
            out.write(body);
            out.flush();
        }
    }

    /** As git or the store of large files would call it. */
    static String hash(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance(content.length > LARGE ? "SHA-256" : "SHA-1");
            if (content.length <= LARGE) {
                digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
