package dev.styleseal.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress for a terminal: one line that is drawn again and again. */
final class ProgressBars implements ProgressDisplay {
    private static final int MILLISECONDS = 250;
    private static final int COLUMNS = 79; // a bar that wraps cannot be drawn again

    private final ProgressBar bar;
    private volatile Duration left = Duration.ZERO;

    ProgressBars(String task, PrintStream err) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(MILLISECONDS)
                .setConsumer(new ConsoleProgressBarConsumer(err, COLUMNS))
                .setEtaFunction(state -> Optional.of(left))
                .build();
    }

    @Override
    public void at(long done, long total, Duration timeLeft, String detail) {
        left = timeLeft;
        bar.maxHint(total);
        bar.stepTo(done);
        bar.setExtraMessage(detail.isEmpty() ? "" : " " + detail);
    }

    @Override
    public void close() {
        bar.close();
    }
}
