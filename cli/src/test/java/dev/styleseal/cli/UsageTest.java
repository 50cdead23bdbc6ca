package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.cli.Program.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "train",
                "generate",
                "compare",
                "inspect",
                "convert",
                "pull",
                "merge",
                "resize",
                "extract",
                "overlap",
                "bench"
            })
    void everyHelpFitsAScreenAndShowsAnExample(String command) {
        Ended ended = Program.run(command, "--help");
        assertThat(ended.code()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines().count()).isLessThanOrEqualTo(46);
        assertThat(ended.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(ended.out()).contains("\n  styleseal " + command + " ");
    }

    @Test
    void helpOfTheProgramNamesAllCommandsAndExitCodes() {
        Ended ended = Program.run("--help");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("demo", "train", "generate", "inspect", "pull", "130 interrupted");
        assertThat(ended.out().lines().count()).isLessThanOrEqualTo(40);
        assertThat(Program.run("help", "train").out())
                .isEqualTo(Program.run("train", "--help").out());
    }

    @Test
    void everySettingHasAnOption() {
        Ended ended = Program.run("train", "--settings");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("--rank", "--min-snr", "--seed");
        assertThat(ended.out().lines().count()).isLessThanOrEqualTo(40);
    }

    @Test
    void versionNamesTheProgramAndJava() {
        assertThat(Program.run("--version").out())
                .matches("(?s)Style Seal \\d.*Java " + System.getProperty("java.version") + ".*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    tran                            | there is no command tran. Did you mean train?
                    train --stpes 4                 | has no option --stpes. Did you mean --steps?
                    train --rnak=4                  | has no option --rnak. Did you mean --rank?
                    generate --promt fox            | has no option --promt. Did you mean --prompt?
                    inspect --jsn x                 | has no option --jsn. Did you mean --json?
                    train --rank                    | --rank stands without a value. Expected --rank N.
                    train --steps 3 --steps 4       | --steps is given twice
                    train fox                       | "fox" is one word too many for styleseal train
                    inspect                         | FILE is missing
                    pull                            | NAME is missing
                    pull emoji                      | "emoji" is not the name of a repository
                    generate --steps many           | --steps is "many". Expected a whole number
                    help trian                      | trian
                    """)
    void wrongWordsNameTheNearestRightOneAndAreExitTwo(String line, String message) {
        Ended ended = Program.run((Object[]) line.split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(message).doesNotContain("\tat ");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void noCommandIsExitTwo() {
        Ended ended = Program.run();
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("There is no command. Expected one of");
    }

    @Test
    void negativeNumbersAreValuesAndNotOptions() {
        Ended ended = Program.run("generate", "--model", folder.resolve("none"), "--prompt", "x", "--seed", "-3");
        assertThat(ended.err()).contains("There is no model");
    }

    @Test
    void helpAndInspectLoadNoNativeLibrary() {
        List<String> tellClasses = List.of("-Xlog:class+load");
        for (List<String> words : List.of(
                List.of("train", "--help"),
                List.of("inspect", Fixtures.MODEL.toString()),
                List.of("generate", "--model", "x", "--prompt", "y", "--steps", "0"))) {
            try (ChildProgram child = ChildProgram.start(folder, List.of(), tellClasses, words.toArray())) {
                assertThat(child.end().out())
                        .contains("dev.styleseal.cli.Main")
                        .doesNotContain("org.bytedeco")
                        .doesNotContain("styleseal-engine");
            }
        }
    }
}
