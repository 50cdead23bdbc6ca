package dev.styleseal.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body as it comes in, one piece ahead of its reader. java.net.http has no limit on how long a body may be
 * silent; this has.
 */
final class ByteStream implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private static final long GLANCE_MILLISECONDS = 100; // between two looks at whether to stop

    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final Duration silence;
    private final Runnable stop;
    private Flow.@Nullable Subscription subscription;
    private boolean closed;

    /** Bytes, or the end of all and perhaps its reason. */
    private record Piece(
            List<ByteBuffer> bytes, boolean last, @Nullable Throwable failure) {}

    /**
     * @param silence how long nothing may come
     * @param stop throws if the work is to end
     */
    ByteStream(Duration silence, Runnable stop) {
        this.silence = silence;
        this.stop = stop;
    }

    /** The next bytes, nothing at the end. */
    Optional<List<ByteBuffer>> next() throws IOException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < silence.toNanos()) {
            stop.run();
            Piece piece = poll();
            if (piece == null) {
                continue;
            }
            if (piece.failure != null) {
                throw new IOException(String.valueOf(piece.failure.getMessage()), piece.failure);
            }
            if (piece.last) {
                return Optional.empty();
            }
            request();
            return Optional.of(piece.bytes);
        }
        throw new BrokenTransfer("nothing came for {0} s", silence.toSeconds());
    }

    private @Nullable Piece poll() throws InterruptedIOException {
        try {
            return pieces.poll(GLANCE_MILLISECONDS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.run();
            throw new InterruptedIOException();
        }
    }

    private synchronized void request() {
        if (subscription != null) {
            subscription.request(1);
        }
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        if (closed) {
            begun.cancel();
        } else {
            begun.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        pieces.add(new Piece(bytes, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        pieces.add(new Piece(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece(List.of(), true, null));
    }

    /** Hangs up; what has not come will not. */
    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
