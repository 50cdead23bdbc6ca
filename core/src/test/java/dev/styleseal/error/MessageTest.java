package dev.styleseal.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageTest {
    @ParameterizedTest
    @CsvSource({
        "0, шагов", "1, шаг", "2, шага", "4, шага", "5, шагов", "11, шагов", "12, шагов", "14, шагов", "19, шагов",
        "20, шагов", "21, шаг", "22, шага", "100, шагов", "101, шаг", "111, шагов", "112, шагов", "121, шаг",
                "1003, шага"
    })
    void aNounAgreesWithItsNumber(long count, String noun) {
        Message message = Message.of("{0} {0|шаг|шага|шагов}", count);
        assertThat(message.text(Language.RUSSIAN)).isEqualTo(count + " " + noun);
    }

    @Test
    void namesOfFilesCannotForgeALine() {
        assertThat(Message.of("{0} is empty", "x\nChecks:\n  ok").text())
                .isEqualTo("x\\u000aChecks:\\u000a  ok is empty");
        assertThat(Message.of("faults:{0}", Message.of("\n  {0}", "x")).text()).isEqualTo("faults:\n  x");
    }

    @Test
    void aNounAgreesWithFiguresToo() {
        assertThat(Message.of("{0} {0|шаг|шага|шагов}", Figure.count(1_021)).text(Language.RUSSIAN))
                .isEqualTo("1\u00a0021 шаг");
        assertThat(Message.of("{0} {0|шаг|шага|шагов}", Figure.decimal(2.5, 1)).text(Language.RUSSIAN))
                .isEqualTo("2,5 шага");
        assertThat(Message.of("{0} {0|step|steps}, {1} {1|step|steps}", 1, 2).text())
                .isEqualTo("1 step, 2 steps");
    }

    @Test
    void messagesInsideOfMessagesSpeakTheSameLanguage() {
        Message message = Message.of(
                "Cannot read {0}: {1}. Expected a file of tensors: .safetensors, .ckpt, .pt or .bin. Check the path.",
                "{1}.safetensors", Message.of("it is a folder"));
        assertThat(message.text(Language.RUSSIAN))
                .isEqualTo(
                        "Не удаётся прочитать {1}.safetensors: это папка. Нужен файл тензоров: .safetensors, .ckpt, .pt или .bin. Проверьте путь.");
        assertThat(message.text()).startsWith("Cannot read {1}.safetensors: it is a folder.");
        assertThat(Message.joined("; ", List.of(message.arguments().get(1), "b"))
                        .text(Language.RUSSIAN))
                .isEqualTo("это папка; b");
    }

    @Test
    void whatHasNoTranslationIsEnglish() {
        assertThat(Message.of("nobody translated {0}", Figure.decimal(0.5, 2)).text(Language.RUSSIAN))
                .isEqualTo("nobody translated 0,50");
    }

    @Test
    void exceptionsSpeakEnglishInLogs() {
        assertThat(new BadInput("it is a folder")).hasMessage("it is a folder");
    }

    @Test
    void languagesAreNamedByTheirCode() {
        assertThat(Language.named("ru")).isEqualTo(Language.RUSSIAN);
        assertThatThrownBy(() -> Language.named("fr"))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Expected one of en, ru");
        assertThat(Language.of(Locale.forLanguageTag("ru-UA"))).isEqualTo(Language.RUSSIAN);
        assertThat(Language.of(Locale.ROOT)).isEqualTo(Language.ENGLISH);
    }

    @Test
    void catalogsAreReadAsGettextWritesThem() {
        assertThat(PoFile.read("""
                        # comment
                        msgid ""
                        msgstr "Language: ru\\n"

                        #: a/File.java
                        msgid "one "
                        "line\\n"
                        msgstr "одна \\"строка\\""

                        #, fuzzy
                        msgid "guess"
                        msgstr "догадка"

                        msgid "later"
                        msgstr ""
                        """)).containsExactly(java.util.Map.entry("one line\n", "одна \"строка\""));
        assertThatThrownBy(() -> PoFile.read("msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\"\n"))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> PoFile.read("words")).hasMessageContaining("no line of a catalog");
    }
}
