package dev.styleseal.hub;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * One file's way from the hub to the disk: begun where an earlier try ended, cut off where it is longer than it should be,
 * and checked as a whole. If-Range is not needed: what is there is known by the hash of what it will be.
 */
final class Download {
    private static final int PARTIAL = 206;
    private static final int BEYOND_END = 416;

    private final HubHttp http;
    private final Refusal refusal;
    private final PullListener listener;
    private final RemoteFile file;

    Download(HubHttp http, Refusal refusal, PullListener listener, RemoteFile file) {
        this.http = http;
        this.refusal = refusal;
        this.listener = listener;
        this.file = file;
    }

    /**
     * Fetches what is missing. Whatever ends it early, what came stays for the next try.
     *
     * @param at hears how many bytes of the file there are
     * @throws IOException if trying again may help
     */
    void fill(Path incomplete, LongConsumer at) throws IOException {
        try (FileChannel out = open(incomplete)) {
            if (out.size() > file.bytes()) {
                out.truncate(0); // of no version of this file
            }
            if (out.size() == file.bytes()) {
                return;
            }
            try (Answer answer = http.get(file.uri(), out.size())) {
                refusal.check(answer, Optional.of(file.file()));
                long start = start(answer, out.size());
                out.truncate(start).position(start);
                requireHonest(answer, file.bytes() - start);
                copy(answer, out, at);
            }
            out.force(true);
        }
    }

    private FileChannel open(Path incomplete) {
        try {
            return FileChannel.open(incomplete, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(incomplete, e);
        }
    }

    private BadInput unwritable(Object where, IOException e) {
        return new BadInput(
                e,
                "Cannot write {0}: {1}. What was fetched so far stays. Free some space there or check permissions, and run the command again.",
                where,
                Reason.of(e));
    }

    /** Where the answer's first byte belongs. */
    private long start(Answer answer, long asked) throws IOException {
        if (asked == 0) {
            return 0;
        }
        if (answer.status() == PARTIAL
                && answer.header("Content-Range")
                        .filter(range -> range.startsWith("bytes " + asked + "-"))
                        .isPresent()) {
            return asked;
        }
        if (answer.status() == PARTIAL || answer.status() == BEYOND_END) {
            throw new CorruptFile(
                    "{0} was asked for {1} from byte {2} on, and answers with {3}. Expected that part. Try again; if it stays so, delete the .incomplete file in the cache.",
                    answer.uri().getHost(),
                    file.file().path(),
                    asked,
                    answer.header("Content-Range").orElse(String.valueOf(answer.status())));
        }
        listener.notice(Message.of(
                "{0} cannot go on in the middle of {1}: it begins anew.",
                answer.uri().getHost(), file.file().path()));
        return 0;
    }

    private void requireHonest(Answer answer, long expected) {
        String encoding = answer.header("Content-Encoding").orElse("identity");
        if (!encoding.equals("identity")) {
            throw new CorruptFile(
                    "{0} sends {1} packed ({2}), though it was asked not to. Expected the file as it is. Check HF_ENDPOINT and proxies on the way.",
                    answer.uri().getHost(), file.file().path(), encoding);
        }
        long announced = answer.number("Content-Length").orElse(expected);
        if (announced != expected) {
            throw wrongLength(answer, announced, expected);
        }
    }

    private CorruptFile wrongLength(Answer answer, long found, long expected) {
        return new CorruptFile(
                "{0} sends {1} bytes or more of {2}. Expected {3}, as the hub says. The rest was not fetched. Try again, or check HF_ENDPOINT and proxies on the way.",
                answer.uri().getHost(), found, file.file().path(), expected);
    }

    private void copy(Answer answer, FileChannel out, LongConsumer at) throws IOException {
        long done = out.position();
        long first = done;
        for (Optional<List<ByteBuffer>> piece = answer.body().next();
                piece.isPresent();
                piece = answer.body().next()) {
            for (ByteBuffer buffer : piece.get()) {
                done += buffer.remaining();
                if (done > file.bytes()) {
                    throw wrongLength(answer, done - first, file.bytes() - first);
                }
                write(out, buffer);
            }
            at.accept(done);
        }
        if (done < file.bytes()) {
            throw new BrokenTransfer("the connection ended early");
        }
    }

    private void write(FileChannel out, ByteBuffer buffer) {
        try {
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        } catch (IOException e) {
            throw unwritable(file.file().path(), e);
        }
    }

    /**
     * Compares what came with what the hub promised; deletes it if it is something else.
     *
     * @param stop throws if the work is to end
     */
    void verify(Path incomplete, Runnable stop) throws IOException {
        String found = BlobHash.of(incomplete, file.hash(), stop);
        if (!found.equals(file.hash())) {
            Files.delete(incomplete);
            throw new CorruptFile(
                    "{0} is not what the hub promised: its hash is {1}. Expected {2}. What came was deleted. Run the command again; if it stays so, do not use this source.",
                    file.file().path(), found, file.hash());
        }
    }
}
