package dev.styleseal.calibration;

import dev.styleseal.error.SealException;
import dev.styleseal.io.AtomicFile;
import dev.styleseal.io.Processor;
import dev.styleseal.tensor.EnginePlan;
import dev.styleseal.tensor.Kernel;
import dev.styleseal.tensor.KernelCase;
import dev.styleseal.tensor.KernelPlan;
import dev.styleseal.tensor.Placement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A calibration on disk: the facts that it holds for, then a line a case.
 *
 * <p>Such a file only ever says which of several correct ways is taken, so one that is damaged or of other facts counts as
 * none and is written anew.
 */
record CalibrationFile(Path path, String facts) {
    private static final String HEAD =
            "# How long each way to carry out an operation took here, in seconds; may be deleted.";

    /**
     * The file for what is measured of a job: on this processor, with this engine, in this precision.
     *
     * @param what is measured and how
     */
    static CalibrationFile in(Path folder, String what, Calibration.Job job, Placement placement) {
        String facts = String.join(
                ", ",
                what,
                "processor=" + Processor.name(),
                EnginePlan.of(placement.with(KernelPlan.FIXED)).facts().toString(),
                placement.keepsStored() ? "stored" : "full",
                job.pass().label(),
                job.batch() + "x" + job.height() + "x" + job.width(),
                job.config().toString());
        return new CalibrationFile(folder.resolve(name(facts)), facts);
    }

    private static String name(String facts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(facts.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8) + ".txt";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Optional<Calibration> read() {
        try {
            if (!Files.isRegularFile(path)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
            if (lines.size() < 2 || !lines.get(1).equals("# " + facts)) {
                return Optional.empty();
            }
            List<Measurement> measurements = new ArrayList<>();
            for (String line : lines.subList(2, lines.size())) {
                measurements.add(measurement(line));
            }
            Calibration calibration = new Calibration(measurements);
            calibration.plan(); // refuses ways that an operation has not
            return Optional.of(calibration);
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** {@code linear 1024 320 2560 | 16 | 1.7e9 | matrix=0.016 pointwise=0.014}. */
    private static Measurement measurement(String line) {
        String[] parts = line.split(" \\| ", -1);
        Map<Kernel, Double> seconds = new TreeMap<>();
        for (String each : parts[3].split(" ", -1)) {
            String[] pair = each.split("=", -1);
            seconds.put(Kernel.named(pair[0]), Double.parseDouble(pair[1]));
        }
        return new Measurement(
                KernelCase.parse(parts[0]),
                Integer.parseInt(parts[1]),
                Double.parseDouble(parts[2]),
                new TreeMap<>(seconds));
    }

    /** Writes it, with its folder; whether that could be done. */
    boolean remember(Calibration calibration) {
        try {
            Files.createDirectories(Objects.requireNonNull(path.toAbsolutePath().getParent()));
            write(calibration);
            return true;
        } catch (SealException | IOException e) {
            return false;
        }
    }

    void write(Calibration calibration) {
        List<String> lines = new ArrayList<>(List.of(HEAD, "# " + facts));
        for (Measurement each : calibration.measurements()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s | %d | %.3e | %s",
                    each.place().text(),
                    each.count(),
                    each.flop(),
                    each.seconds().entrySet().stream()
                            .map(one -> String.format(
                                    Locale.ROOT, "%s=%.6f", one.getKey().label(), one.getValue()))
                            .collect(Collectors.joining(" "))));
        }
        AtomicFile.write(path, String.join("\n", lines) + "\n");
    }
}
