package dev.styleseal.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reference cases do not show of the grammar. */
class GrammarTest {
    @Test
    void bracketsThatNobodyClosesDoNotExhaustTheStack() {
        String hostile = "[(".repeat(5_000) + "a:b:3";
        assertThat(PromptSchedule.of(hostile, 10).stages()).containsExactly(new PromptSchedule.Stage(10, hostile));
        assertThat(EmphasisParser.parse(hostile)).hasSize(1);
    }

    @Test
    void aBarThatIsNoAlternativeMakesTheWholePromptText() {
        assertThat(PromptSchedule.of("[a:b:3] c|d", 10).stages())
                .containsExactly(new PromptSchedule.Stage(10, "[a:b:3] c|d"));
    }

    @Test
    void stagesFollowTheStepsAsInTheWebUi() {
        PromptSchedule schedule = PromptSchedule.of("[a:b:3]", 10);
        assertThat(List.of(schedule.stageAt(0), schedule.stageAt(3), schedule.stageAt(4), schedule.stageAt(9)))
                .containsExactly(0, 0, 1, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "a <lora:fox:0.5> b, a  b, fox, 0.5, 0.5",
        "<lora:fox>, '', fox, 1, 1",
        "x<lyco:fox:0.5:0.25>, x, fox, 0.5, 0.25",
        "<lora:fox:0.5:unet=2>, '', fox, 0.5, 2",
        "<lora:fox:te=0.1>, '', fox, 0.1, 0.1",
    })
    void sealsAreTakenOutOfThePrompt(String prompt, String text, String name, double textWeight, double unetWeight) {
        assertThat(TaggedPrompt.of(prompt))
                .isEqualTo(new TaggedPrompt(text, List.of(new SealTag(name, textWeight, unetWeight))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<lora:a:b>", "<lora:a:NaN>", "<lora: :1>", "<hypernet:a:1>", "<lora:a:1:1:8>", "<lora:a:dyn=8>"
            })
    void tagsThatCannotBeReadAreRefused(String prompt) {
        assertThatThrownBy(() -> TaggedPrompt.of("a cat " + prompt))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("The prompt has the tag " + prompt)
                .hasMessageContaining("Expected <lora:name:weight>");
    }

    @Test
    void plainWordsMeanNothingElse() {
        String prompt = "a (cat:2) AND [b:c:3] <lora:x:1> BREAK";
        assertThat(PromptGrammar.PLAIN.tagged(prompt)).isEqualTo(new TaggedPrompt(prompt, List.of()));
        assertThat(PromptGrammar.PLAIN.composed(prompt)).containsExactly(new WeightedText(prompt, 1));
        assertThat(PromptGrammar.PLAIN.schedule(prompt, 7).stages())
                .containsExactly(new PromptSchedule.Stage(7, prompt));
        assertThat(PromptGrammar.PLAIN.weighted(prompt)).containsExactly(new WeightedText(prompt, 1));
    }

    @Test
    void anUnknownGrammarNamesTheNearest() {
        assertThat(PromptGrammar.named("a1111")).isEqualTo(PromptGrammar.A1111);
        assertThatThrownBy(() -> PromptGrammar.named("a111"))
                .isInstanceOf(BadInput.class)
                .hasMessage("There is no prompt grammar a111. Expected one of plain, a1111. Did you mean a1111?");
    }
}
