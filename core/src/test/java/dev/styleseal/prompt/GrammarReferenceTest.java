package dev.styleseal.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.Reference;
import dev.styleseal.ReferenceJson;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The grammar says of every prompt what the parser of AUTOMATIC1111's web UI says. */
class GrammarReferenceTest {
    private static final int DOUBLED = 20; // steps of the cases "schedule_20"

    @BeforeAll
    static void theFolderHasTheCases() {
        assumeTrue(Files.exists(Reference.folder("prompt-grammar.json")));
    }

    @Test
    void weightsAreThoseOfTheWebUi() {
        for (JsonNode one : cases()) {
            List<WeightedText> expected = weighted(one.get("attention"));
            assertThat(EmphasisParser.parse(prompt(one))).as(prompt(one)).isEqualTo(expected);
        }
    }

    @Test
    void stagesAreThoseOfTheWebUi() {
        int steps = ReferenceJson.read("prompt-grammar.json").get("steps").intValue();
        for (JsonNode one : cases()) {
            assertThat(PromptSchedule.of(prompt(one), steps).stages())
                    .as("%s in %d steps", prompt(one), steps)
                    .isEqualTo(stages(one.get("schedule")));
            assertThat(PromptSchedule.of(prompt(one), DOUBLED).stages())
                    .as("%s in %d steps", prompt(one), DOUBLED)
                    .isEqualTo(stages(one.get("schedule_20")));
        }
    }

    @Test
    void compositionsAreThoseOfTheWebUi() {
        for (JsonNode one : cases()) {
            assertThat(PromptComposition.of(prompt(one)).parts())
                    .as(prompt(one))
                    .isEqualTo(weighted(one.get("composed")));
        }
        System.out.printf("%d prompts: weights, stages and compositions equal%n", cases().size());
    }

    private static JsonNode cases() {
        return ReferenceJson.read("prompt-grammar.json").get("cases");
    }

    private static String prompt(JsonNode one) {
        return one.get("prompt").textValue();
    }

    private static List<WeightedText> weighted(JsonNode pairs) {
        List<WeightedText> texts = new ArrayList<>();
        pairs.forEach(pair ->
                texts.add(new WeightedText(pair.get(0).textValue(), pair.get(1).doubleValue())));
        return texts;
    }

    private static List<PromptSchedule.Stage> stages(JsonNode pairs) {
        List<PromptSchedule.Stage> stages = new ArrayList<>();
        pairs.forEach(pair -> stages.add(
                new PromptSchedule.Stage(pair.get(0).intValue(), pair.get(1).textValue())));
        return stages;
    }
}
