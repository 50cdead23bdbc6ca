package dev.styleseal.checkpoint;

import dev.styleseal.error.Cancellation;
import dev.styleseal.weights.StreamedTensor;

/** Counts bytes on their way, tells how far the work is, and ends it when that is asked for. For one thread. */
final class Meter {
    private final long total;
    private final ModelConversion.Progress progress;
    private final Cancellation cancellation;
    private long done = 0;

    Meter(long total, ModelConversion.Progress progress, Cancellation cancellation) {
        this.total = total;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /** The same sink, counted. */
    StreamedTensor.Sink counted(StreamedTensor.Sink sink) {
        return bytes -> {
            cancellation.check();
            done += bytes.remaining();
            sink.accept(bytes);
            progress.at(Math.min(done, total), total);
        };
    }
}
