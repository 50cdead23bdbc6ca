package dev.styleseal.prompt;

import java.util.List;
import java.util.TreeSet;

/**
 * What a prompt says at each step of the sampler ({@code get_learned_conditioning_prompt_schedules} of AUTOMATIC1111's
 * web UI).
 *
 * @param stages in their order, at least one
 */
public record PromptSchedule(List<Stage> stages) {
    /**
     * The prompt for a while.
     *
     * @param last step of this stage, counted from 1; 0 or less if it ended before the first
     */
    public record Stage(int last, String text) {}

    public PromptSchedule {
        stages = List.copyOf(stages);
    }

    /**
     * Reads a prompt.
     *
     * @param steps of the sampler, at least 1
     */
    public static PromptSchedule of(String prompt, int steps) {
        ScheduleNode tree = ScheduleParser.parse(prompt, steps);
        TreeSet<Integer> ends = new TreeSet<>(List.of(steps));
        tree.addEnds(steps, ends);
        return new PromptSchedule(
                ends.stream().map(end -> new Stage(end, tree.at(end))).toList());
    }

    /**
     * Index of the stage in force. As in the web UI, whose steps count from 0 here and from 1 in the stages, so that the
     * first stage lasts one step longer than it says.
     *
     * @param done steps that the sampler has behind it
     */
    public int stageAt(int done) {
        for (int i = 0; i < stages.size(); i++) {
            if (done <= stages.get(i).last()) {
                return i;
            }
        }
        return stages.size() - 1;
    }
}
