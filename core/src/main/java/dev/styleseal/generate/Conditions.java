package dev.styleseal.generate;

import dev.styleseal.prompt.PromptSchedule;
import dev.styleseal.unet.PromptStates;
import java.util.List;

/**
 * What steers a picture at each step: one prompt or several together, and what guidance leads away from. All states are
 * batches of one and of the same shape.
 *
 * @param parts at least one
 * @param negative what guidance leads away from
 */
public record Conditions(List<Part> parts, Stages negative) {
    /**
     * One of several prompts.
     *
     * @param weight how strongly it steers, 1 if it is alone
     */
    public record Part(double weight, Stages stages) {}

    /**
     * A prompt that changes on the way.
     *
     * @param schedule when
     * @param states one a stage
     */
    public record Stages(PromptSchedule schedule, List<PromptStates> states) {
        public Stages {
            states = List.copyOf(states);
        }

        /** In force when that many steps are done. */
        PromptStates at(int done) {
            return states.get(schedule.stageAt(done));
        }

        private static Stages always(PromptStates states) {
            return new Stages(
                    new PromptSchedule(List.of(new PromptSchedule.Stage(Integer.MAX_VALUE, ""))), List.of(states));
        }
    }

    public Conditions {
        parts = List.copyOf(parts);
    }

    /** One prompt, the same at every step. */
    public Conditions(PromptStates prompt, PromptStates negative) {
        this(List.of(new Part(1, Stages.always(prompt))), Stages.always(negative));
    }

    /** Whether there is one prompt that steers as it is. */
    boolean isSingle() {
        return parts.size() == 1 && parts.get(0).weight() == 1;
    }
}
