package dev.styleseal.cli;

import dev.styleseal.error.Message;
import java.util.Optional;

/** Shows how far work on layers or bytes is, once it takes more than a moment. */
final class LayerProgress implements AutoCloseable {
    private final LateDisplay display;
    private Optional<TimeLeft> time = Optional.empty(); // since the first layer, which waits for libtorch to be loaded
    private int first = 0;

    LayerProgress(Console console, Message task) {
        display = new LateDisplay(() -> console.progress(task), System::nanoTime);
    }

    /** {@code done} of {@code total} layers, or what is counted, are finished. */
    void advanced(int done, int total) {
        if (time.isEmpty()) {
            time = Optional.of(TimeLeft.start());
            first = done;
        }
        if (done > first) {
            display.at(done, total, time.get().left(done - first, total - first), "");
        }
    }

    @Override
    public void close() {
        display.close();
    }
}
