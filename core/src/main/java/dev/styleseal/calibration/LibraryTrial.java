package dev.styleseal.calibration;

import dev.styleseal.error.Message;
import dev.styleseal.error.SealException;
import dev.styleseal.io.AtomicFile;
import dev.styleseal.io.Processor;
import dev.styleseal.tensor.MatrixLibrary;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which matrix library is the fastest on this machine: remembered, or measured now and remembered. A process is bound to the one
 * that it loads, so each is measured in a process of its own, and before this one loads any.
 */
public final class LibraryTrial {
    /** Of patience; one takes about two where nothing else computes. */
    private static final long SECONDS = 60;
    /** Another than the usual one must gain so much. */
    private static final double WORTH = 0.95;

    private static final String HEAD =
            "# Seconds that some products take here with each matrix library; may be deleted.";

    private final Path file;
    private final Consumer<Message> news;

    /**
     * Looks in a folder.
     *
     * @param folder of what is remembered; made when it is needed
     * @param news told before anything is measured, which takes about five seconds, and if that fails
     */
    public LibraryTrial(Path folder, Consumer<Message> news) {
        file = folder.resolve("matrix-library.txt");
        this.news = news;
    }

    /**
     * Has libtorch bind to the fastest. Does nothing where it is loaded, where the user has chosen, or where there is only one;
     * and leaves it to the usual one where none could be measured. Those that could not are told.
     */
    public void settle() {
        List<MatrixLibrary> there = MatrixLibrary.available();
        if (there.size() > 1 && !MatrixLibrary.isSettled()) {
            find(there).ifPresent(MatrixLibrary::settle);
        }
    }

    /** The fastest of some, of which the first is the usual one. */
    Optional<MatrixLibrary> find(List<MatrixLibrary> there) {
        Map<MatrixLibrary, Double> seconds = remembered();
        if (!seconds.keySet().containsAll(there)) {
            news.accept(Message.of("Comparing matrix libraries, once on this machine, for some five seconds ..."));
            seconds.clear();
            for (MatrixLibrary each : there) {
                measured(each).ifPresent(taken -> seconds.put(each, taken));
            }
            if (seconds.size() == there.size()) {
                remember(seconds);
            } else if (!Thread.currentThread().isInterrupted()) {
                there.stream().filter(each -> !seconds.containsKey(each)).forEach(this::sayItFailed);
            }
        }
        return fastest(there.get(0), seconds);
    }

    private void sayItFailed(MatrixLibrary library) {
        news.accept(Message.of(
                "A process with the matrix library {0} failed or took over {1} s, so it is not chosen.",
                library.label(), SECONDS));
    }

    /** Of those that could be measured. */
    static Optional<MatrixLibrary> fastest(MatrixLibrary usual, Map<MatrixLibrary, Double> seconds) {
        return seconds.entrySet().stream()
                .filter(each -> each.getKey() == usual
                        || each.getValue() <= WORTH * seconds.getOrDefault(usual, Double.POSITIVE_INFINITY))
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    /** What it holds for; the folder is one machine's, but may be carried to another. */
    private static String facts() {
        return "# version=1, processor=" + Processor.name() + ", processors="
                + Runtime.getRuntime().availableProcessors();
    }

    private Map<MatrixLibrary, Double> remembered() {
        Map<MatrixLibrary, Double> seconds = new EnumMap<>(MatrixLibrary.class);
        try {
            List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() > 2 && lines.get(1).equals(facts())) {
                for (String line : lines.subList(2, lines.size())) {
                    String[] pair = line.split("=", -1);
                    seconds.put(MatrixLibrary.named(pair[0]), Double.parseDouble(pair[1]));
                }
            }
            return seconds;
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return new EnumMap<>(MatrixLibrary.class); // measured anew
        }
    }

    private void remember(Map<MatrixLibrary, Double> seconds) {
        List<String> lines = new ArrayList<>(List.of(HEAD, facts()));
        seconds.forEach((library, taken) -> lines.add(library.label() + "=" + taken));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            AtomicFile.write(file, lines.stream().collect(Collectors.joining("\n", "", "\n")));
        } catch (SealException | IOException e) {
            return; // measured again the next time
        }
    }

    /** Seconds of a process that is bound to a library; nothing if it fails or takes far too long. */
    private static Optional<Double> measured(MatrixLibrary library) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder command = new ProcessBuilder(
                        java,
                        library.option(),
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LibraryProducts.class.getName())
                .redirectInput(ProcessBuilder.Redirect.from(new File(File.separatorChar == '/' ? "/dev/null" : "NUL")))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = command.start();
            try (InputStream output = process.getInputStream()) {
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    return Optional.empty();
                }
                return Optional.of(
                        Double.parseDouble(new String(output.readAllBytes(), StandardCharsets.UTF_8).strip()));
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
