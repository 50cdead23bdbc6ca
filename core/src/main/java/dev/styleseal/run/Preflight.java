package dev.styleseal.run;

import dev.styleseal.error.Message;
import java.time.Duration;

/**
 * What a training will take, found by really doing each thing once before the first step.
 *
 * @param steps optimizer steps
 * @param speed what each thing takes
 * @param total of the training from its first step to its seal
 * @param memory of this process
 * @param disk of the run's folder
 * @param basis what was measured and what was computed from it, for people
 */
public record Preflight(int steps, Speed speed, Duration total, Need memory, Need disk, Message basis) {
    /**
     * Measured durations; zero for what the run does not do.
     *
     * @param step one optimizer step
     * @param evaluation the loss on all pictures that are looked at
     * @param preview all preview prompts once
     * @param save one checkpoint
     */
    public record Speed(Duration step, Duration evaluation, Duration preview, Duration save) {}

    /**
     * Bytes.
     *
     * @param needed at most at a time, of memory with what the process held before; -1 where it cannot be measured
     * @param available there before the run, of memory with what the process held; -1 where the system does not tell
     */
    public record Need(long needed, long available) {}
}
