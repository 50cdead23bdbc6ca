package dev.styleseal;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The chapters of the library in reading order, who may import whom, and the rules that hold the layout up. */
class ArchitectureTest {
    private static final String ROOT = "dev.styleseal";
    private static final int LONGEST_FILE = 300;

    /** Each chapter with those it may import. */
    private static final Map<String, List<String>> CHAPTERS = chapters();

    private static Map<String, List<String>> chapters() {
        Map<String, List<String>> chapters = new LinkedHashMap<>();
        chapters.put("error", List.of());
        chapters.put("io", List.of("error"));
        chapters.put("image", List.of("error", "io"));
        chapters.put("tensor", List.of("error"));
        chapters.put("weights", List.of("error", "io"));
        chapters.put("checkpoint", List.of("error", "io", "weights"));
        chapters.put("nn", List.of("error", "tensor"));
        chapters.put("lora", List.of("error", "tensor", "weights", "nn"));
        chapters.put("clip", List.of("error", "io", "tensor", "nn"));
        chapters.put("prompt", List.of("error", "io", "tensor", "weights", "nn", "clip"));
        chapters.put("vae", List.of("error", "io", "tensor", "nn"));
        chapters.put("unet", List.of("error", "io", "tensor", "nn"));
        chapters.put("calibration", List.of("error", "io", "tensor", "nn", "unet"));
        chapters.put("diffusion", List.of("error", "tensor"));
        chapters.put(
                "model",
                List.of(
                        "error",
                        "io",
                        "image",
                        "tensor",
                        "weights",
                        "checkpoint",
                        "nn",
                        "clip",
                        "prompt",
                        "vae",
                        "unet",
                        "diffusion"));
        chapters.put("data", List.of("error", "io", "image", "tensor", "vae", "unet", "model"));
        chapters.put("train", List.of("error", "tensor", "weights", "lora", "diffusion", "data", "unet"));
        chapters.put("snapshot", List.of("error", "io", "weights"));
        chapters.put("file", List.of("error", "io", "weights", "checkpoint", "lora"));
        chapters.put(
                "generate",
                List.of(
                        "error",
                        "io",
                        "image",
                        "tensor",
                        "nn",
                        "lora",
                        "prompt",
                        "diffusion",
                        "vae",
                        "unet",
                        "model",
                        "data",
                        "file"));
        chapters.put(
                "score", List.of("error", "image", "tensor", "vae", "unet", "diffusion", "model", "data", "train"));
        chapters.put(
                "surgery",
                List.of(
                        "error",
                        "io",
                        "tensor",
                        "weights",
                        "checkpoint",
                        "nn",
                        "lora",
                        "model",
                        "data",
                        "file",
                        "generate"));
        chapters.put("run", List.copyOf(chapters.keySet()));
        chapters.put("comparison", List.copyOf(chapters.keySet()));
        chapters.put(
                "benchmark",
                List.of(
                        "error",
                        "io",
                        "tensor",
                        "calibration",
                        "checkpoint",
                        "clip",
                        "nn",
                        "lora",
                        "vae",
                        "unet",
                        "diffusion",
                        "model",
                        "data",
                        "train",
                        "generate",
                        "run"));
        chapters.put("kohya", List.of("error", "io", "data", "run"));
        chapters.put("report", List.of("error", "io", "image", "run"));
        chapters.put("runreport", List.of("error", "io", "image", "data", "file", "run", "report"));
        chapters.put("hub", List.of("error", "io"));
        return chapters;
    }

    private final JavaClasses all = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void chaptersImportOnlyThoseNamed() {
        CHAPTERS.forEach((chapter, allowed) -> {
            List<String> others = new ArrayList<>(CHAPTERS.keySet());
            others.removeAll(allowed);
            others.remove(chapter);
            String[] forbidden = Stream.concat(Stream.of(ROOT), others.stream().map(other -> ROOT + "." + other + ".."))
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + chapter + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .allowEmptyShould(true)
                    .check(all);
        });
    }

    @Test
    void everyPackageIsAChapter() {
        List<String> known = CHAPTERS.keySet().stream()
                .map(chapter -> ROOT + "." + chapter + "..")
                .toList();
        classes()
                .should()
                .resideInAnyPackage(
                        Stream.concat(Stream.of(ROOT), known.stream()).toArray(String[]::new))
                .check(all);
    }

    @Test
    void chaptersHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(all);
    }

    @Test
    void readingFilesAndPicturesNeedsNoLibtorch() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".error..",
                        ROOT + ".io..",
                        ROOT + ".hub..",
                        ROOT + ".image..",
                        ROOT + ".weights..",
                        ROOT + ".checkpoint..",
                        ROOT + ".file..",
                        ROOT + ".report..",
                        ROOT + ".runreport..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(all);
    }

    @Test
    void onlyTheScopeNamesPointerScopes() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + ".tensor.Scope")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.bytedeco.javacpp.PointerScope")
                .check(all);
    }

    @Test
    void thePublicFrontHasNoTensors() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(all);
    }

    @Test
    void noClassIsCalledAfterNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common)$")
                .check(all);
    }

    @Test
    void filesStayShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file).size() > LONGEST_FILE)
                    .toList();
            assertThat(tooLong)
                    .as("files of more than " + LONGEST_FILE + " lines")
                    .isEmpty();
        }
    }

    @Test
    void pathsInTheDocumentsExist() {
        Pattern code = Pattern.compile("`((?:core|cli|docs|models|samples|golden)/[A-Za-z0-9_./-]+)`");
        List<String> missing = new ArrayList<>();
        for (String document : List.of("README.md", "README.ru.md", "ARCHITECTURE.md", "CONTRIBUTING.md")) {
            Matcher matcher = code.matcher(String.join("\n", lines(Path.of("..", document))));
            while (matcher.find()) {
                if (!Files.exists(Path.of("..", matcher.group(1)))) {
                    missing.add(document + ": " + matcher.group(1));
                }
            }
        }
        assertThat(missing).as("paths that documents name and nobody finds").isEmpty();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
