package dev.styleseal.file;

import java.time.Instant;

/**
 * When a seal was trained, and how far.
 *
 * @param startedAt beginning of the training
 * @param finishedAt end of the training, or when the checkpoint was taken
 * @param sessionId tells runs apart; {@link SourceDate#sessionId}
 * @param seed of all randomness
 * @param steps done
 * @param plannedSteps of the whole training
 * @param epoch passes begun over the pictures
 * @param plannedEpochs of the whole training
 * @param comment the user's words, or nothing
 */
public record RunFacts(
        Instant startedAt,
        Instant finishedAt,
        long sessionId,
        long seed,
        int steps,
        int plannedSteps,
        int epoch,
        int plannedEpochs,
        String comment) {}
