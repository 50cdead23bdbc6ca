package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTomlTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Plan plan = Recipe.plan(Settings.none(), SmallBase.BASE, 32);
        RunDescription description = new RunDescription(
                Map.of(
                        RunKey.MODEL,
                        "C:\\models\\emoji",
                        RunKey.TRIGGER,
                        "стиль_Техноманта \"#\" \u0007\n",
                        RunKey.PREVIEW_EVERY,
                        50,
                        RunKey.PREVIEW_PROMPT,
                        List.of("a fox, red", "it's = [x]")),
                plan.settings());
        RunDescription back = read(RunToml.text(description, plan.reasons(), Language.RUSSIAN));
        assertThat(back.order()).isEqualTo(description.order());
        assertThat(back.settings().values()).isEqualTo(plan.settings().values());
        assertThat(Recipe.plan(back.settings(), SmallBase.BASE, 32).config()).isEqualTo(plan.config());
    }

    @Test
    void numbersMayStandWhereWordsAreAllowedToo() throws IOException {
        RunDescription read = read("size = 512\nmin-snr = 5\nlearning-rate = 1\n");
        assertThat(read.settings().text(Setting.SIZE)).isEqualTo("512");
        assertThat(read.settings().text(Setting.MIN_SNR)).isEqualTo("5");
        assertThat(read.settings().number(Setting.LEARNING_RATE)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rnak = 8                | there is no key rnak. Did you mean rank?
                    modle = "x"             | Did you mean model?
                    rank = "8"              | rank is "8". Expected a whole number
                    rank = 8.5              | whole number
                    flip = 1                | Expected true or false
                    kind = ["style"]        | kind is ["style"]. Expected a text
                    name = 3                | name is 3. Expected a text
                    preview-every = "often" | preview-every is often. Expected a whole number
                    preview-prompt = [1]    | preview-prompt is [1]. Expected a list of texts
                    [rank]                  | rank is {}
                    rank = 1979-05-27       | rank is
                    rank 8                  | is not valid TOML at line 1
                    """)
    void unknownKeysAndValuesAreRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("run.toml")
                .hasMessageContaining(message);
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThatThrownBy(() -> read("rank = 1\nrank = 2\n")).isInstanceOf(BadInput.class);
    }

    @Test
    void whatIsSaidLaterWinsAndStepsSilenceMinutes() {
        RunDescription file = new RunDescription(
                Map.of(RunKey.NAME, "a"),
                Settings.none().with(Setting.MINUTES, 5).with(Setting.RANK, 4));
        RunDescription line =
                new RunDescription(Map.of(RunKey.NAME, "b"), Settings.none().with(Setting.STEPS, 10));
        RunDescription both = line.over(file);
        assertThat(both.text(RunKey.NAME)).contains("b");
        assertThat(both.settings().has(Setting.MINUTES)).isFalse();
        assertThat(both.settings().whole(Setting.RANK)).isEqualTo(4);
    }

    private RunDescription read(String text) throws IOException {
        return RunToml.read(Files.writeString(folder.resolve("run.toml"), text));
    }
}
