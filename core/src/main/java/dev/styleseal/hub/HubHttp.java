package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the hub, and follows where it sends us, by our own rules: the token goes to the hub alone. */
final class HubHttp {
    private static final int MOST_REDIRECTS = 8;
    private static final int LARGEST_JSON = 32 << 20;
    private static final long GLANCE_MILLISECONDS = 100;

    private final HubSettings settings;
    private final Patience patience;
    private final Runnable stop;
    private final HttpClient client;

    /** One request, wherever it leads. */
    private record Question(String method, URI uri, long from) {}

    /**
     * @param stop throws if the work is to end
     */
    HubHttp(HubSettings settings, Patience patience, Runnable stop) {
        this.settings = settings;
        this.patience = patience;
        this.stop = stop;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // one file at a time gains nothing from streams in parallel
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.silence())
                .build();
    }

    /** What the hub itself says of a file, before it sends us to where the file is. */
    Answer head(URI uri) throws IOException {
        Question question = new Question("HEAD", uri, 0);
        Answer answer = ask(question, true);
        for (int hop = 0; answer.isRedirect() && isOnHub(answer); hop++) {
            URI next = Redirect.follow(answer);
            answer.close();
            requireEnd(hop, uri);
            answer = ask(new Question("HEAD", next, 0), true);
        }
        return answer;
    }

    /** A renamed repository, or another way to the same file; the way to a store is an absolute address. */
    private static boolean isOnHub(Answer answer) {
        return answer.header("Location")
                .filter(text -> text.startsWith("/") && !text.startsWith("//"))
                .isPresent();
    }

    /**
     * A file from its byte {@code from} on.
     *
     * @throws IOException if trying again may help
     */
    Answer get(URI uri, long from) throws IOException {
        URI at = uri;
        boolean known = true;
        for (int hop = 0; ; hop++) {
            Answer answer = ask(new Question("GET", at, from), known);
            if (!answer.isRedirect()) {
                return answer;
            }
            answer.close();
            requireEnd(hop, uri);
            at = Redirect.follow(answer);
            known = known && Redirect.isSameServer(settings.endpoint(), at);
        }
    }

    private static void requireEnd(int hop, URI uri) {
        if (hop == MOST_REDIRECTS) {
            throw new BadInput(
                    "{0} sends us from address to address, more than {1} times. Expected a file. Try again later, or check HF_ENDPOINT.",
                    uri.getHost(), MOST_REDIRECTS);
        }
    }

    /** A small answer as a whole. */
    byte[] json(Answer answer) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Optional<List<ByteBuffer>> piece = answer.body().next();
                piece.isPresent();
                piece = answer.body().next()) {
            for (ByteBuffer buffer : piece.get()) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                all.write(bytes);
            }
            if (all.size() > LARGEST_JSON) {
                throw new CorruptFile(
                        "{0} answers with more than {1} bytes. Expected a list of files. Check HF_ENDPOINT.",
                        answer.uri().getHost(), LARGEST_JSON);
            }
        }
        return all.toByteArray();
    }

    private Answer ask(Question question, boolean known) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(question.uri)
                .method(question.method, HttpRequest.BodyPublishers.noBody())
                .timeout(patience.silence())
                .header("User-Agent", "styleseal")
                .header("Accept-Encoding", "identity"); // sizes and positions are those of the file
        if (known) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        if (question.from > 0) {
            request.header("Range", "bytes=" + question.from + "-");
        }
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
                await(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofPublisher()));
        ByteStream body = new ByteStream(patience.silence(), stop);
        response.body().subscribe(body);
        Answer answer = new Answer(question.uri, response.statusCode(), response.headers(), body);
        if (answer.status() >= 500 || answer.status() == 429 || answer.status() == 408) {
            answer.close();
            throw new BrokenTransfer("{0} answers {1}", question.uri.getHost(), answer.status());
        }
        return answer;
    }

    private <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            while (true) {
                stop.run();
                Optional<T> value = glance(future);
                if (value.isPresent()) {
                    return value.get();
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.run();
            throw new InterruptedIOException();
        } finally {
            future.cancel(true);
        }
    }

    private static <T> Optional<T> glance(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return Optional.of(future.get(GLANCE_MILLISECONDS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty(); // the request has its own, longer limit
        }
    }
}
