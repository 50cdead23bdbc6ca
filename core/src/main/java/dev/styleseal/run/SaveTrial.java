package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFiles;
import dev.styleseal.io.Reason;
import dev.styleseal.io.WriteProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/**
 * Writes a seal where the run will write its own, and takes it away again.
 *
 * @param place of the run; its folder is there afterwards only if it was before
 * @param seal what would be written after a step
 */
record SaveTrial(RunPlace place, Function<Training, Seal> seal) {
    private static final String NAME = ".styleseal-preflight";

    /** What one seal takes. */
    record Saved(Duration time, long bytes) {}

    /** @throws BadInput if the folder cannot be written to */
    Saved run(Training training) {
        long[] bytes = {0};
        long start = System.nanoTime();
        try {
            WriteProbe.inNew(place.folder(), folder -> {
                Path file = folder.resolve(NAME + place.format().ending());
                try {
                    seal.apply(training).save(file, place.format(), place.precision());
                    bytes[0] = SealFiles.of(file).bytes();
                } finally {
                    SealFiles.of(file).delete();
                }
            });
        } catch (IOException e) {
            throw new BadInput(
                    e,
                    "Cannot write a seal to {0}: {1}. Expected a folder that you may write to, with enough free space. Free some space or choose another --output.",
                    place.folder(),
                    Reason.of(e));
        }
        return new Saved(Duration.ofNanos(System.nanoTime() - start), bytes[0]);
    }
}
