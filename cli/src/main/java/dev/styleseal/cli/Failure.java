package dev.styleseal.cli;

import dev.styleseal.error.Interrupted;
import dev.styleseal.error.SealException;
import java.util.Arrays;

/** Turns whatever ended a command into words and an exit code. */
final class Failure {
    private static final int FAULT = 1;
    private static final int OUT_OF_MEMORY = 4;
    private static final int STACK_FRAMES = 40;

    private final Console console;

    Failure(Console console) {
        this.console = console;
    }

    int report(Throwable cause) {
        if (cause instanceof SealException failure) {
            if (failure instanceof Interrupted) {
                console.say("{0}", failure.message());
            } else {
                console.say("Error: {0}", failure.message());
            }
            return failure.exitCode();
        }
        if (cause instanceof OutOfMemoryError) {
            console.say(
                    "Error: Java's memory is full ({0}, of {1} MB). Expected room for the pictures and the seal. Raise it with STYLESEAL_JAVA_OPTS=-Xmx4g, or use fewer or smaller pictures.",
                    cause.getMessage(), Runtime.getRuntime().maxMemory() >> 20);
            return OUT_OF_MEMORY;
        }
        if (cause instanceof LinkageError) {
            console.trace(cause);
            console.say(
                    "Error: the libraries that this program needs cannot be loaded: {0}. Expected a system with glibc 2.28 or newer, and a cache folder that can be written to (~/.javacpp). Correct that, or set another folder with STYLESEAL_JAVA_OPTS=-Dorg.bytedeco.javacpp.cachedir=DIR.",
                    cause);
            return FAULT;
        }
        console.trace(shortened(cause));
        console.say(
                "Error: this is a fault of Style Seal and not yours: {0}. Please report it with the lines above.",
                cause);
        return FAULT;
    }

    /** An endless recursion says all in its first lines. */
    private static Throwable shortened(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        if (cause instanceof StackOverflowError && trace.length > STACK_FRAMES) {
            cause.setStackTrace(Arrays.copyOf(trace, STACK_FRAMES));
        }
        return cause;
    }
}
