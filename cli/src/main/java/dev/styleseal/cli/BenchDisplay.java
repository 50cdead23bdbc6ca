package dev.styleseal.cli;

import dev.styleseal.benchmark.BenchmarkListener;
import dev.styleseal.data.Progress;
import dev.styleseal.error.Message;
import java.util.Optional;

/** Shows how far a benchmark is, one display a part. Used by one thread at a time. */
final class BenchDisplay implements BenchmarkListener, AutoCloseable {
    private final Console console;
    private Optional<ProgressDisplay> shown = Optional.empty();

    BenchDisplay(Console console) {
        this.console = console;
    }

    @Override
    public Progress begins(Message part) {
        close();
        ProgressDisplay display = console.progress(part);
        shown = Optional.of(display);
        TimeLeft time = TimeLeft.start();
        return (done, total) -> display.at(done, total, time.left(done, total), "");
    }

    @Override
    public void close() {
        shown.ifPresent(ProgressDisplay::close);
        shown = Optional.empty();
    }
}
