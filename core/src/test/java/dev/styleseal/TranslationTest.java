package dev.styleseal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Language;
import dev.styleseal.error.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a person can read exists in Russian. What fails here is printed as lines to paste into messages.ru.po. */
class TranslationTest {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d+)(\\|[^}]*)?}");
    private static final Pattern ENTRY = Pattern.compile("(?m)^msgid (.*)\n((?:\".*\n)*)msgstr (.*(?:\n\".*)*)");

    /** Files whose texts go into other files, to the shell or to a parser: one form in all languages. */
    private static final Set<String> OF_FILES = Set.of(
            "AgainSection.java",
            "BenchLine.java",
            "CompareSheet.java",
            "DemoSheet.java",
            "ElsewhereSection.java",
            "FinalLook.java",
            "Html.java",
            "InfoText.java",
            "MergedMetadata.java",
            "PlainNumbers.java",
            "PoFile.java",
            "Report.java",
            "SourceTexts.java",
            "Thing.java");

    /** Names, what libraries say, fields of settings texts, and first words of comments in files. */
    private static final Set<String> ALIKE = Set.of(
            ", alpha ",
            ", with a token",
            " Inf",
            " NaN",
            " and ",
            "Bearer ",
            "blob ",
            "bytes ",
            "data heat",
            "extracted from ",
            "prediction ",
            "zero terminal SNR ",
            "Corrupt JPEG data",
            "Java ",
            "Physical memory usage is too high",
            "Premature end",
            "RgbImage ",
            " x ",
            "Style Seal",
            "Style Seal ",
            "XMP ",
            "VAE tile size",
            "Timestep spacing",
            "TI hashes",
            "Schedule type",
            "Noise Schedule",
            "No norm",
            "Negative prompt:",
            "Model hash",
            "Lora hashes",
            "Lora blocks",
            "Guidance rescale",
            "Clip skip",
            "CFG scale",
            "CPU capability usage: (\\S+)",
            "can't allocate memory",
            "data short",
            "extraneous bytes",
            "model name",
            "pictures beside",
            "pictures matrix",
            "version ",
            "yyyy-MM-dd HH:mm 'UTC'");

    /** Values of a setting one after the other, keys of a config, and versions of Stable Diffusion. */
    private static final Pattern VALUES = Pattern.compile(
            "[\\w+-]+(, [\\w+-]+)+|\\w+_\\w+( \\w+)+|Stable Diffusion( (\\d|XL)( \\(v-prediction\\))?)?");

    /** Spoken by picocli itself. */
    private static final Set<String> OF_PICOCLI = Set.of(
            "Usage: ",
            "Commands:%n",
            "%nUsage: ",
            "The COMMAND to display the usage help message for.",
            "Show usage help for the help command and exit.",
            "Show this help message and exit.",
            "Print version information and exit.",
            "Display help information about the specified command.",
            "%nWhen no COMMAND is given, the usage help for the main command is displayed.\n"
                    + "If a COMMAND is specified, the help for that command is shown.%n");

    @Test
    void everyTextForPeopleHasARussianTranslation() throws IOException {
        Map<String, String> translations = catalogs();
        StringBuilder missing = new StringBuilder();
        for (Path module : modules()) {
            String file = "";
            for (Map.Entry<String, String> text : texts(module).entrySet()) {
                if (!translations.containsKey(text.getKey()) && !spokenAlike(text)) {
                    if (file.isEmpty()) {
                        missing.append("\n# for ").append(catalog(module)).append('\n');
                    }
                    file = text.getValue();
                    missing.append("\n#: ").append(file).append("\nmsgid ").append(quoted(text.getKey()));
                    missing.append("\nmsgstr \"\"\n");
                }
            }
        }
        assertThat(missing.toString()).as("texts without a Russian translation").isEmpty();
    }

    @Test
    void translationsFillTheSamePlaces() throws IOException {
        Map<String, String> wrong = new TreeMap<>();
        catalogs().forEach((english, russian) -> {
            if (!places(english).equals(places(russian))) {
                wrong.put(english, russian);
            }
        });
        assertThat(wrong).as("translations whose places differ").isEmpty();
    }

    @Test
    void noTranslationIsLeftOver() throws IOException {
        Set<String> texts = new TreeSet<>(OF_PICOCLI);
        for (Path module : modules()) {
            texts.addAll(texts(module).keySet());
        }
        Set<String> unused = new TreeSet<>(catalogs().keySet());
        unused.removeAll(texts);
        assertThat(unused).as("translations of texts that are nowhere").isEmpty();
    }

    @Test
    void sentencesOfPagesExistInRussianWithTheSamePlaces() throws IOException {
        for (Path module : modules()) {
            for (Path english : files(module.resolve("src/main/resources"), "words.properties")) {
                Map<Object, Object> expected = properties(english);
                Map<Object, Object> russian = properties(english.resolveSibling("words_ru.properties"));
                assertThat(russian.keySet()).as("keys beside %s", english).isEqualTo(expected.keySet());
                expected.forEach((key, text) -> assertThat(places(String.valueOf(russian.get(key))))
                        .as("places of %s", key)
                        .isEqualTo(places(String.valueOf(text))));
            }
        }
    }

    @Test
    void translationsAreFoundAtRunTime() {
        assertThat(Message.of("it is a folder").text(Language.RUSSIAN)).isEqualTo("это папка");
    }

    private static boolean spokenAlike(Map.Entry<String, String> text) {
        String file = String.valueOf(Path.of(text.getValue()).getFileName());
        return OF_FILES.contains(file)
                || ALIKE.contains(text.getKey())
                || VALUES.matcher(text.getKey()).matches();
    }

    private static SortedMap<String, String> texts(Path module) {
        return SourceTexts.in(module.resolve("src/main/java"));
    }

    /** All modules of the project that have code. */
    private static List<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("..").toRealPath())) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .sorted()
                    .toList();
        }
    }

    private static Path catalog(Path module) {
        return module.resolve("src/main/resources/dev/styleseal/messages.ru.po");
    }

    private static Map<String, String> catalogs() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (Path module : modules()) {
            if (Files.exists(catalog(module))) {
                Matcher entry = ENTRY.matcher(Files.readString(catalog(module)));
                while (entry.find()) {
                    String english = unquoted(entry.group(1) + "\n" + entry.group(2));
                    String russian = unquoted(entry.group(3));
                    if (!english.isEmpty() && !russian.isEmpty()) {
                        all.put(english, russian);
                    }
                }
            }
        }
        return all;
    }

    private static String unquoted(String lines) {
        return lines.lines()
                .filter(line -> line.length() > 1)
                .map(line -> line.strip().substring(1, line.strip().length() - 1))
                .collect(Collectors.joining())
                .replace("\\n", "\n")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** The numbers that fill a text, each once. */
    private static Set<String> places(String text) {
        Set<String> places = new TreeSet<>();
        PLACE.matcher(text).results().forEach(place -> places.add(place.group(1)));
        return places;
    }

    private static List<Path> files(Path folder, String name) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(name)).toList();
        }
    }

    private static Map<Object, Object> properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return properties;
    }
}
