package dev.styleseal.generate;

import dev.styleseal.model.PromptEncoder;
import dev.styleseal.prompt.PromptSchedule;
import dev.styleseal.prompt.WeightedText;
import dev.styleseal.unet.PromptStates;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** From a job's words to what steers its picture. Used on the engine thread. */
record ConditionEncoder(PromptEncoder encoder, PromptSettings words) {
    /** Encodes every stage of every prompt, in the scope open at the call. */
    Conditions encode(PaintJob job, int steps) {
        String text = words.grammar().tagged(job.prompt()).text();
        List<WeightedText> prompts = words.grammar().composed(text);
        List<PromptSchedule> schedules = new ArrayList<>();
        List<Optional<List<WeightedText>>> texts = new ArrayList<>();
        for (WeightedText prompt : prompts) {
            schedules.add(words.grammar().schedule(prompt.text(), steps));
            pieces(schedules.get(schedules.size() - 1)).forEach(pieces -> texts.add(Optional.of(pieces)));
        }
        PromptSchedule away = words.grammar().schedule(job.negative().orElse(""), steps);
        pieces(away).forEach(pieces -> texts.add(job.negative().map(negative -> pieces)));

        Iterator<PromptStates> states =
                encoder.encodeLong(texts, words.emphasis()).iterator();
        List<Conditions.Part> parts = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            parts.add(new Conditions.Part(prompts.get(i).weight(), stages(schedules.get(i), states)));
        }
        return new Conditions(parts, stages(away, states));
    }

    private List<List<WeightedText>> pieces(PromptSchedule schedule) {
        return schedule.stages().stream()
                .map(stage -> words.grammar().weighted(stage.text()))
                .toList();
    }

    private static Conditions.Stages stages(PromptSchedule schedule, Iterator<PromptStates> states) {
        return new Conditions.Stages(
                schedule, schedule.stages().stream().map(stage -> states.next()).toList());
    }
}
