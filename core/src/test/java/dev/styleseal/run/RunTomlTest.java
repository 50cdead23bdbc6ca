package dev.styleseal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                    rnak = 8                | run.toml, line 1: there is no key rnak. Did you mean rank?
                    [training]              | run.toml, line 1: there is no key training. Did you mean
                    rank.of = 1             | run.toml, line 1: rank is {
                    "rnak" = 8              | run.toml, line 1: there is no key rnak. Did you mean rank?
                    seed = 99999999999999999999 | Expected a whole number
                    rank = true             | whole number
                    size = true             | size is true. Expected a text
                    learning-rate = nan     | Expected a number
                    preview-prompt = "a"    | Expected a list of texts
                    snapshot-every = 1.5    | Expected a whole number
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
    void numbersMayBeWrittenWithAPoint() throws IOException {
        RunDescription read = read("steps = 400.0\npreview-every = 50.0\nseed = 1e3\nmin-snr = 5.0\nalpha = 4\n");
        assertThat(read.settings().whole(Setting.STEPS)).isEqualTo(400);
        assertThat(read.whole(RunKey.PREVIEW_EVERY, 0)).isEqualTo(50);
        assertThat(read.settings().whole(Setting.SEED)).isEqualTo(1000);
        assertThat(read.settings().text(Setting.MIN_SNR)).isEqualTo("5");
        assertThat(read.settings().number(Setting.ALPHA)).isEqualTo(4);
    }

    @Test
    void quotedKeysMarksOfByteOrderAndEndsOfLinesOfWindowsAreRead() throws IOException {
        RunDescription read = read("\uFEFF\"rank\" = 8\r\n'name' = 'a'\r\n");
        assertThat(read.settings().whole(Setting.RANK)).isEqualTo(8);
        assertThat(read.text(RunKey.NAME)).contains("a");
    }

    @Test
    void whatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("run.toml"), "name = \"é\"".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> RunToml.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("is not in UTF-8");
    }

    @Test
    void noFileAndTooLargeAFileAreRefused() throws IOException {
        assertThatThrownBy(() -> RunToml.read(folder.resolve("absent.toml")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("no such file");
        Path large = Files.write(folder.resolve("large.toml"), new byte[1_000_001]);
        assertThatThrownBy(() -> RunToml.read(large))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("more than 1000000 bytes");
    }

    /** Every key there is, with values of its type that are hard to write. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyKeyAndSettingIsReadBackAsItWasWritten(long seed) throws IOException {
        Random random = new Random(seed);
        RunDescription description = RunDescription.empty();
        for (RunKey key : RunKey.values()) {
            description = description.with(
                    key,
                    switch (key.type()) {
                        case TEXT -> words(random);
                        case TEXTS ->
                            Stream.generate(() -> words(random))
                                    .limit(random.nextInt(4))
                                    .toList();
                        case WHOLE -> random.nextInt();
                    });
        }
        Settings settings = Settings.none();
        for (Setting setting : Setting.values()) {
            settings = settings.with(
                    setting,
                    switch (setting.type()) {
                        case TEXT -> words(random);
                        case WHOLE -> random.nextLong();
                        case NUMBER -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
                        case FLAG -> random.nextBoolean();
                    });
        }
        Message reason = Message.of("a\nreason \u0007 {0}", words(random));
        RunDescription back =
                read(RunToml.text(description.with(settings), Map.of(Setting.RANK, reason), Language.ENGLISH));
        assertThat(back.order()).isEqualTo(description.order());
        assertThat(back.settings().values()).isEqualTo(settings.values());
    }

    private static String words(Random random) {
        return random.ints(random.nextInt(12), 0, 0x2fff)
                .mapToObj(letter -> random.nextBoolean()
                        ? "#\"'\\\n\t=[]{}\r".charAt(letter % 12) + ""
                        : Character.toString(letter))
                .collect(Collectors.joining());
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
