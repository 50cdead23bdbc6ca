package dev.styleseal.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Settings texts as AUTOMATIC1111's web UI and others write them. */
class InfoFieldsTest {
    @Test
    void promptNegativePromptAndFieldsAreToldApart() {
        InfoFields fields = InfoFields.parse(
                "a (red:1.3) fox,\n <lora:ink:0.8> snow\nNegative prompt: blurry, text\nlow\n"
                        + "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 12, Face restoration: CodeFormer, "
                        + "Size: 512x768, Model hash: 6ce0161689, Lora hashes: \"ink: abc123, b: def\", Version: v1.10.1");
        assertThat(fields.prompt()).isEqualTo("a (red:1.3) fox,\n <lora:ink:0.8> snow");
        assertThat(fields.negative()).contains("blurry, text\nlow");
        assertThat(fields.fields())
                .containsEntry("Steps", "20")
                .containsEntry("Sampler", "DPM++ 2M")
                .containsEntry("Schedule type", "Karras")
                .containsEntry("CFG scale", "7.5")
                .containsEntry("Size", "512x768")
                .containsEntry("Lora hashes", "ink: abc123, b: def")
                .containsEntry("Version", "v1.10.1")
                .hasSize(10);
    }

    @Test
    void aLastLineOfFewColonsIsPrompt() {
        InfoFields fields = InfoFields.parse("a fox\ntime: noon, place: wood");
        assertThat(fields.prompt()).isEqualTo("a fox\ntime: noon, place: wood");
        assertThat(fields.fields()).isEmpty();
    }

    @Test
    void aPictureWithoutWordsHasFieldsOnly() {
        InfoFields fields = InfoFields.parse("\nSteps: 1, Seed: 2, Size: 8x8");
        assertThat(fields.prompt()).isEmpty();
        assertThat(fields.negative()).isEmpty();
        assertThat(fields.fields()).hasSize(3);
    }

    @Test
    void quotedValuesKeepTheirSeparators() {
        assertThat(InfoFields.parse("x\nSteps: 1, Seed: 2, Model: \"a, \\\"b\\\": c\"")
                        .fields())
                .containsEntry("Model", "a, \"b\": c");
    }

    @Test
    void spacesOfThePromptStayAsTyped() {
        assertThat(InfoFields.parse("  a  fox \nNegative prompt: x\nSteps: 1, Seed: 2, Size: 8x8")
                        .prompt())
                .isEqualTo("  a  fox ");
    }
}
