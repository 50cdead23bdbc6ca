package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.cli.Program.Ended;
import dev.styleseal.error.Language;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "train",
                "generate",
                "inspect",
                "convert",
                "pull",
                "merge",
                "resize",
                "extract",
                "overlap"
            })
    void everyHelpIsRussianToTheLastLine(String command) {
        Ended ended = Program.run(command, "--help", "--language", "ru");
        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines().count()).isLessThanOrEqualTo(46);
        assertThat(ended.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(ended.out()).contains("Запуск: ", "язык всех сообщений", "\n  styleseal " + command + " ");
        assertThat(ended.out()).doesNotContain("${", "if it is not said");
        assertThat(ended.out().lines().filter(line -> line.matches("      --\\S+  .*")))
                .allMatch(line -> line.matches(".*[а-я].*|.*fp16, bf16.*|\\s+--\\S+"));
    }

    @Test
    void helpOfTheProgramIsRussian() {
        assertThat(Program.run("--language=ru", "--help").out())
                .contains("Команды:", "показать версию", "Коды завершения: 0 готово")
                .doesNotContain("Commands", "Usage");
        assertThat(Program.run("help", "--language=ru", "train").out()).contains("базовая модель: папка diffusers");
    }

    @Test
    void theOptionStandsBeforeOrBehindTheCommand() {
        String before = Program.run("--language", "ru", "inspect", folder.resolve("none"))
                .err();
        assertThat(before).startsWith("Ошибка: Не удаётся прочитать").contains("такого файла нет", "Проверьте путь");
        assertThat(Program.run("inspect", folder.resolve("none"), "--language=ru")
                        .err())
                .isEqualTo(before);
        assertThat(Program.run("inspect", folder.resolve("none"), "--language=en")
                        .err())
                .startsWith("Error: Cannot read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    --language de inspect x             | --language is "de". Expected one of en, ru.
                    inspect x --language=russian        | --language is "russian". Expected one of en, ru.
                    --language en inspect x --language ru | --language is en and ru. Expected one language.
                    inspect x --language                | --language stands without a value
                    """)
    void anUnknownLanguageIsExitTwoAndBothAreListed(String line, String message) {
        Ended ended = Program.run((Object[]) line.split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    tran                            | Ошибка: команды tran нет. Возможно, вы имели в виду train?
                    train --rnak 4                  | нет параметра --rnak. Возможно, вы имели в виду --rank?
                    train --rank                    | у параметра --rank нет значения
                    train --steps 3 --steps 4       | параметр --steps указан дважды
                    train fox                       | "fox" — лишнее слово для styleseal train
                    inspect                         | не хватает FILE
                    generate --steps many           | значение --steps: "many". Ожидается: целое число.
                    train                           | Не указано: базовая модель. Ожидается: папка diffusers
                    """)
    void wrongWordsAreExplainedInRussian(String line, String message) {
        Ended ended = Program.run((Object[]) (line + " --language=ru").split(" "));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains(message);
    }

    @Test
    void jsonIsTheSameInAllLanguages() {
        String english = Program.run("inspect", Fixtures.MODEL, "--json").out();
        assertThat(Program.run("inspect", Fixtures.MODEL, "--json", "--language", "ru")
                        .out())
                .isEqualTo(english);
    }

    @Test
    void numbersInProseHaveRussianSigns() {
        assertThat(Program.run("inspect", Fixtures.MODEL, "--language", "ru").out())
                .contains("базовая модель", "тензоров: ")
                .containsPattern("\\d\u00a0\\d{3} F")
                .containsPattern("\\d,\\d [кМ]Б");
    }

    @Test
    void theLocaleDecidesWhereNothingIsAskedFor() {
        assertThat(LanguageOption.chosen(List.of("demo"), Locale.forLanguageTag("ru-RU")))
                .isEqualTo(Language.RUSSIAN);
        assertThat(LanguageOption.chosen(List.of("demo"), Locale.GERMANY)).isEqualTo(Language.ENGLISH);
        assertThat(LanguageOption.chosen(List.of("demo"), Locale.ROOT)).isEqualTo(Language.ENGLISH);
        assertThat(LanguageOption.chosen(List.of("--language", "en"), Locale.forLanguageTag("ru")))
                .isEqualTo(Language.ENGLISH);
    }

    @Test
    void russianThatCannotBeWrittenIsEnglishAndSaysSo() {
        List<String> ascii = List.of("-Dstdout.encoding=US-ASCII", "-Dsun.stdout.encoding=US-ASCII");
        try (ChildProgram child =
                ChildProgram.start(folder, List.of(), ascii, "inspect", folder.resolve("none"), "--language", "ru")) {
            assertThat(child.end().err())
                    .contains("Messages are in English", "US-ASCII", "Error: Cannot read")
                    .doesNotContain("?");
        }
    }
}
