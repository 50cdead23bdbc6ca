package dev.styleseal.run;

import dev.styleseal.error.Message;
import dev.styleseal.error.OutOfMemory;
import dev.styleseal.file.Seal;
import dev.styleseal.model.StableDiffusion;
import java.util.Optional;

/**
 * Finds out whether a plan fits into memory; where it does not and nothing else was wished for, whether it does with gradient
 * checkpointing. Used on the engine thread.
 */
record MemoryFitting(StableDiffusion model, Plan plan, Lessons lessons, Optional<Seal> origin, SystemMemory system) {
    /**
     * A plan that fits.
     *
     * @param line of its peak, empty where that cannot be measured
     * @param sparing why gradient checkpointing was switched on; empty if the plan is as it was
     */
    record Fit(Plan plan, Optional<MemoryLine> line, Optional<Message> sparing) {}

    /** @throws OutOfMemory if the plan will not fit */
    Fit run() {
        try (Training training = new Training(model, plan, lessons, origin)) {
            MemoryRehearsal asPlanned = new MemoryRehearsal(model, plan, lessons, system);
            MemoryRehearsal.Promise promise = asPlanned.run(training);
            if (promise.fits()) {
                return new Fit(plan, promise.line(), Optional.empty());
            }
            if (Checkpointing.of(plan) != Checkpointing.AUTO) {
                throw asPlanned.refusal(promise);
            }
            Plan sparing = plan.checkpointing(true);
            MemoryRehearsal again = new MemoryRehearsal(model, sparing, lessons, system);
            MemoryRehearsal.Promise less = again.run(training);
            if (!less.fits()) {
                throw again.refusal(less);
            }
            return new Fit(
                    sparing,
                    less.line(),
                    Optional.of(Message.of(
                            "Without gradient checkpointing training would need about {0} of memory, and this process can have {1}; so it is switched on. What is learned is the same. Each step runs the network forward once more; the times of the pre-flight hold that.",
                            Gigabytes.of(promise.needed()),
                            Gigabytes.of(promise.room().orElseThrow()))));
        }
    }
}
