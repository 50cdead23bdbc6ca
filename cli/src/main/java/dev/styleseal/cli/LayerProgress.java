package dev.styleseal.cli;

import dev.styleseal.error.Message;

/** Shows how far work on layers is, once it takes more than a moment. */
final class LayerProgress implements AutoCloseable {
    private final LateDisplay display;
    private final TimeLeft time = TimeLeft.start();

    LayerProgress(Console console, Message task) {
        display = new LateDisplay(() -> console.progress(task), System::nanoTime);
    }

    /** {@code done} of {@code total} layers are finished. */
    void advanced(int done, int total) {
        display.at(done, total, time.left(done, total), "");
    }

    @Override
    public void close() {
        display.close();
    }
}
