package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.styleseal.error.BadInput;
import dev.styleseal.io.Reason;
import dev.styleseal.snapshot.Snapshot;
import dev.styleseal.snapshot.SnapshotFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Proves on this very machine that a training with a run's settings may be stopped: some steps in one process, and as many
 * in two, must end in the same bits of the adapter and of the optimizer's memory. The run itself is only read.
 */
final class ResumeProof {
    private static final int BEFORE = 3;
    private static final int AFTER = 3;

    private final Console console;
    private final Path run;
    private final boolean json;

    ResumeProof(Console console, Path run, boolean json) {
        this.console = console;
        this.run = run;
        this.json = json;
    }

    /** Says what was found; 0 if all bits are equal, else 1: that would be our fault. */
    int run() {
        try {
            Path scratch = Files.createTempDirectory("styleseal-verify");
            try {
                return told(steps(scratch), after(scratch.resolve("whole")), after(scratch.resolve("parts")));
            } finally {
                delete(scratch);
            }
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot write to the folder for temporary files: {0}. Expected one with enough free space. Name another in STYLESEAL_JAVA_OPTS: -Djava.io.tmpdir=DIR.",
                    Reason.of(e));
        }
    }

    private int steps(Path scratch) throws IOException {
        int all = BEFORE + AFTER;
        console.say("1 of 3: {0} steps without a break ...", all);
        trained(scratch, beginning(scratch.resolve("whole"), all));
        console.say("2 of 3: {0} steps, then the process ends ...", BEFORE);
        trained(scratch, beginning(scratch.resolve("parts"), BEFORE));
        console.say("3 of 3: {0} more steps in a new process ...", AFTER);
        trained(
                scratch,
                List.of(
                        "--resume",
                        scratch.resolve("parts").toString(),
                        "--language",
                        console.language().code(),
                        "--stop-after",
                        String.valueOf(all)));
        return all;
    }

    private List<String> beginning(Path output, int steps) {
        return List.of(
                "--config",
                run.resolve("run.toml").toString(),
                "--language",
                console.language().code(),
                "--output",
                output.toString(),
                "--evaluate-every",
                "0",
                "--preview-every",
                "0",
                "--stop-after",
                String.valueOf(steps));
    }

    private void trained(Path scratch, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "train"));
        command.addAll(arguments);
        Path said = scratch.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        int code = waited(process);
        if (code != Interruption.EXIT_CODE) {
            throw new BadInput(
                    "The trial ended with {0}, not after its steps. It said at last: {1} Expected settings that can be trained. Try them with: styleseal train --config {2} --dry-run.",
                    code, lastLine(said), run.resolve("run.toml"));
        }
    }

    private static int waited(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            throw new IllegalStateException(e);
        }
    }

    private static String lastLine(Path said) throws IOException {
        List<String> lines = Files.readAllLines(said);
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    private static Snapshot after(Path folder) {
        return new SnapshotFolder(folder.resolve("state")).newest().snapshot().orElseThrow();
    }

    private int told(int steps, Snapshot whole, Snapshot parts) {
        List<String> different = whole.tensors().entrySet().stream()
                .filter(tensor -> !tensor.getValue().equals(parts.tensors().get(tensor.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        boolean equal = different.isEmpty() && whole.step() == steps && parts.step() == steps;
        if (json) {
            console.result(JsonNodeFactory.instance
                    .objectNode()
                    .put("steps", steps)
                    .put("stoppedAfter", BEFORE)
                    .put("tensors", whole.tensors().size())
                    .put("different", different.size()));
        } else if (equal) {
            console.result(
                    "Proven: {0} steps, and {1} steps, a stop and {2} more, give the same bits in all {3} tensors of adapter and optimizer.",
                    steps, BEFORE, AFTER, whole.tensors().size());
        } else {
            console.result(
                    "Not proven: {0} of {1} tensors differ, the first is {2}. Please tell the makers of Style Seal.",
                    different.size(), whole.tensors().size(), different.isEmpty() ? "-" : different.get(0));
        }
        return equal ? 0 : 1;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
