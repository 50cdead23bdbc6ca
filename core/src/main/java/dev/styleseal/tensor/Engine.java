package dev.styleseal.tensor;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.OutOfMemory;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which all native work runs.
 *
 * <p>One per process, because every Java thread that enters an OpenMP region gets worker threads of its own, and two
 * such teams on the same cores slow each other down many times over. Calls from other threads queue; a call from the
 * engine thread itself runs at once. Safe for use by any number of threads.
 */
public final class Engine {
    private static final String THREAD_NAME = "styleseal-engine";
    private static volatile boolean threadsAreGiven = false;

    private Engine() {}

    /** Number of threads that share one operation. Loads libtorch. */
    public static int threads() {
        return call(torch::get_num_threads);
    }

    /** Sets how many threads share one operation, for the whole process; at least 1. */
    public static void setThreads(int threads) {
        threadsAreGiven = true;
        tryThreads(threads);
    }

    /** Sets them for a while: their number does not count as given. */
    public static void tryThreads(int threads) {
        run(() -> torch.set_num_threads(threads));
    }

    /** Whether it was said how many threads share one operation, by {@link #setThreads} or {@code OMP_NUM_THREADS}. */
    public static boolean threadsAreGiven() {
        return threadsAreGiven || System.getenv("OMP_NUM_THREADS") != null;
    }

    /**
     * Gives memory back to the system that is free between blocks in use, where the heap allows it: after work that left holes and
     * that will not be done again, such as reading a base. What is used again costs page faults.
     */
    public static void giveBackMemory() {
        run(Pointer::trimMemory);
    }

    /** Runs {@code work} on the engine thread and waits for it. */
    public static void run(Runnable work) {
        Engine.<@Nullable Void>call(() -> {
            work.run();
            return null;
        });
    }

    /**
     * Runs {@code work} on the engine thread and waits for its result. An interrupt of the waiting thread does not
     * end native work; it is kept and set again on return.
     *
     * @throws OutOfMemory if native memory cannot be had
     */
    public static <T extends @Nullable Object> T call(Callable<T> work) {
        if (Thread.currentThread().getName().equals(THREAD_NAME)) {
            return direct(work);
        }
        Future<T> future = Holder.EXECUTOR.submit(() -> {
            Holder.LOADED.get();
            return work.call();
        });
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw unwrapped(e.getCause() == null ? e : e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T extends @Nullable Object> T direct(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(Throwable thrown) {
        Throwable cause =
                thrown instanceof ExecutionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String text = String.valueOf(cause.getMessage());
        if (text.contains("can't allocate memory") || text.contains("Physical memory usage is too high")) {
            return new OutOfMemory(
                    cause,
                    "Native memory is exhausted: {0}. Choose a smaller --size or --batch, or close other programs.",
                    text.lines().findFirst().orElse(""));
        }
        if (cause instanceof LinkageError) {
            return new BadInput(
                    cause,
                    "libtorch cannot be loaded: {0}. Expected its libraries for this platform on the class path, and for a build with -Dcuda an NVIDIA driver, CUDA 13 and cuDNN 9 in the library path. Install them, or build again without -Dcuda.",
                    text.lines().findFirst().orElse(""));
        }
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException runtime) {
            return runtime;
        }
        return new CancellationException(text);
    }

    private static final class Holder {
        static final ExecutorService EXECUTOR = Executors.newSingleThreadExecutor(Holder::thread);
        /** Loads libtorch; if that fails, the first call says why. */
        static final Future<?> LOADED = EXECUTOR.submit(Holder::load);

        private static Thread thread(Runnable task) {
            Thread thread = new Thread(task, THREAD_NAME);
            thread.setDaemon(true);
            return thread;
        }

        private static void load() {
            NativeSettings.apply();
            // Denormals cost a hundred times a normal number; the threads of OpenMP inherit the setting from this one.
            Context.setFlushDenormal(true);
            // libtorch takes all cores of the machine, of which a container may have few.
            int allowed = Runtime.getRuntime().availableProcessors();
            if (!threadsAreGiven() && torch.get_num_threads() > allowed) {
                torch.set_num_threads(allowed);
            }
        }
    }
}
