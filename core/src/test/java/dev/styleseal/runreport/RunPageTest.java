package dev.styleseal.runreport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.error.Language;
import dev.styleseal.report.Report;
import dev.styleseal.run.Choice;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.run.RunHistory;
import dev.styleseal.run.RunHistory.Evaluation;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class RunPageTest {
    private static final RunHistory.Checks NONE =
            new RunHistory.Checks(Optional.empty(), Optional.empty(), Optional.empty());

    @Test
    void sectionsStandInTheirOrder() throws Exception {
        assertThat(ids(Stories.whole()))
                .containsExactly(
                        "learned",
                        "curve",
                        "weights",
                        "previews",
                        "data",
                        "blocks",
                        "guard",
                        "selftest",
                        "settings",
                        "plan",
                        "elsewhere");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void noSectionIsEmptyAndNoPlaceUnfilled(Language language) throws Exception {
        for (RunStory story : List.of(Stories.whole(), Stories.bare())) {
            String html = RunPage.of(story, language).html();
            assertThat(html).doesNotContainPattern("\\{\\d").doesNotContain("<script");
            Document page = page(html);
            for (Element section : elements(page, "section")) {
                assertThat(section.getElementsByTagName("*").getLength())
                        .as("elements of " + section.getAttribute("id"))
                        .isGreaterThan(1);
            }
            for (Element paragraph : elements(page, "p")) {
                assertThat(paragraph.getTextContent()).isNotBlank();
            }
        }
    }

    @Test
    void paragraphFollowsTheNumbers() throws Exception {
        String text = section(Stories.whole(), "learned");
        assertThat(text)
                .contains("carries a style", "base emoji")
                .contains("It learned from 29 pictures in 400 steps; each picture was shown about 55 times.")
                .contains("On 3 pictures that it never learned from, the error changed by −8.0 %")
                .contains("95 % interval −10.0 % to −6.0 %", "beyond its own pictures")
                .contains("that of step 300 became the seal (the training ended at step 400)")
                .contains("up_blocks.1 and down_blocks.0: together 89.9 % of its energy")
                .contains("write “foxy style” into the prompt");
    }

    @ParameterizedTest
    @CsvSource({
        "-0.1, -0.02, true, beyond its own pictures",
        "0.02, 0.1, true, there it does harm",
        "-0.1, 0.02, true, reaches over zero",
        "-0.1, -0.02, false, no best checkpoint is claimed"
    })
    void verdictIsThatOfTheInterval(double from, double to, boolean heldOut, String words) throws Exception {
        List<Evaluation> evaluations = new ArrayList<>();
        for (Evaluation each : Stories.evaluations(heldOut)) {
            evaluations.add(
                    new Evaluation(each.score(), each.base(), each.change(), new HeldOutComparison.Range(from, to)));
        }
        assertThat(section(Stories.with(evaluations, NONE), "learned")).contains(words);
    }

    @Test
    void curveMarksBaseAndChoiceByShapeAndWord() throws Exception {
        Document page = page(RunPage.of(Stories.whole(), Language.ENGLISH).html());
        List<String> classes = elements(page, "path").stream()
                .map(path -> path.getAttribute("class"))
                .toList();
        assertThat(classes).contains("level", "whiskers", "pole", "diamond", "mean", "dots");
        assertThat(elements(page, "circle").stream()
                        .filter(circle -> circle.getAttribute("class").equals("ring") && circle.hasAttribute("cx")))
                .hasSize(9);
        assertThat(elements(page, "text").stream().map(Element::getTextContent).toList())
                .contains("base alone: 0.1000", "chosen: step 300");
        assertThat(section(Stories.whole(), "curve"))
                .contains("Why this one: its loss is the lowest of 3", "became the seal", "went on from step 120");
    }

    @Test
    void curveOfTrainingPicturesIsCalledThat() throws Exception {
        assertThat(section(Stories.with(Stories.evaluations(false), NONE), "curve"))
                .contains("Training pictures, fixed noise")
                .doesNotContain("withheld");
    }

    @ParameterizedTest
    @CsvSource({"0.1, That is little", "0.4, Some of what was learned", "0.9, That is much"})
    void leakIsSaidInPlainWords(double leak, String words) throws Exception {
        RunHistory.Checks checks =
                new RunHistory.Checks(Optional.empty(), Optional.of(Stories.choice(leak)), Optional.empty());
        assertThat(section(Stories.with(List.of(), checks), "guard")).contains(words, "no sign that it learned");
    }

    @Test
    void memorisationIsSaid() throws Exception {
        Choice fine = Stories.choice(0.1);
        Choice.Guard guard = new Choice.Guard(true, 0.97, 0.83, OptionalDouble.empty());
        Choice choice = new Choice(
                300, 400, false, fine.reason(), List.of(new Choice.Candidate(300, 0.09, 0, 0, Optional.of(guard))));
        RunStory story =
                Stories.with(List.of(), new RunHistory.Checks(Optional.empty(), Optional.of(choice), Optional.empty()));
        assertThat(section(story, "guard")).contains("a sign of learning by heart", "0.970", "was not measured");
    }

    @Test
    void whatWasNotDoneHasASentence() throws Exception {
        RunStory bare = Stories.bare();
        assertThat(section(bare, "learned")).contains("The run has no end yet", "No error was measured");
        assertThat(section(bare, "curve")).contains("The loss was not measured", "Not one step is noted");
        assertThat(section(bare, "weights")).contains("did not come to its end");
        assertThat(section(bare, "previews")).contains("No previews were painted");
        assertThat(section(bare, "data")).contains("they were not at hand");
        assertThat(section(bare, "blocks")).contains("There is no seal");
        assertThat(section(bare, "guard")).contains("Neither was looked at");
        assertThat(section(bare, "selftest")).contains("was not tried");
        assertThat(section(bare, "plan")).contains("no pre-flight");
        assertThat(section(bare, "elsewhere")).contains("There is no seal yet");
    }

    @Test
    void lessonSaysWhatWasWithheldCutAndEnlarged() throws Exception {
        assertThat(section(Stories.whole(), "data"))
                .contains("29 learned from, 3 withheld", "Withheld: 3 pictures")
                .contains("48 x 256 to 256 x 512 pixels")
                .contains("1 of 32 lose their edges; most of all fox-1.png: 50.0 % of its area")
                .contains("1 of 32 are smaller", "6 to 8");
    }

    @Test
    void planIsComparedWithWhatHappened() throws Exception {
        assertThat(section(Stories.whole(), "plan"))
                .contains("0.310 s", "0.320 s", "2 min 20 s", "900 MB (8.00 GB were free)", "9.00 MB");
    }

    @Test
    void commandsAreFilledIn() throws Exception {
        assertThat(section(Stories.whole(), "elsewhere"))
                .contains("a fox, foxy style <lora:fox:0.8>")
                .contains("--model emoji --seal fox.safetensors:0.8", "--prompt 'a fox, foxy style'")
                .contains("pipe.load_lora_weights(\"fox\", weight_name=\"fox.safetensors\")")
                .contains("models/Lora", "models/loras", "Seal.open(Path.of(\"fox.safetensors\"))");
    }

    @Test
    void wordsFromAnywhereAreQuotedForShellAndPrograms() {
        assertThat(ElsewhereSection.shell("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
        assertThat(ElsewhereSection.shell("a/b-c.d")).isEqualTo("a/b-c.d");
        assertThat(ElsewhereSection.literal("a \"b\" \\")).isEqualTo("\"a \\\"b\\\" \\\\\"");
    }

    @Test
    void foldersAboveAreNotTold() throws Exception {
        String html = RunPage.of(Stories.whole(), Language.ENGLISH).html();
        assertThat(html).doesNotContain("/home/ada").contains("fox &lt;1&gt;");
        assertThat(RunStory.lastName("C:\\models\\sd15\\")).isEqualTo("sd15");
    }

    /** For eyes: -Dstyleseal.pages=FOLDER writes the pages there. */
    @Test
    void pagesAreWrittenToLookAt() throws Exception {
        Optional<String> folder = Optional.ofNullable(System.getProperty("styleseal.pages"));
        for (Language language : Language.values()) {
            Report page = RunPage.of(Stories.whole(), language);
            assertThat(page.html()).contains("lang=\"" + language.code() + "\"");
            if (folder.isPresent()) {
                Files.createDirectories(Path.of(folder.get()));
                page.save(Path.of(folder.get(), "whole-" + language.code() + ".html"));
                RunPage.of(Stories.bare(), language).save(Path.of(folder.get(), "bare-" + language.code() + ".html"));
            }
        }
    }

    private static List<String> ids(RunStory story) throws Exception {
        return elements(page(RunPage.of(story, Language.ENGLISH).html()), "section").stream()
                .map(section -> section.getAttribute("id"))
                .toList();
    }

    private static String section(RunStory story, String id) throws Exception {
        return elements(page(RunPage.of(story, Language.ENGLISH).html()), "section").stream()
                .filter(section -> section.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow()
                .getTextContent()
                .replace('\u00a0', ' ');
    }

    private static Document page(String html) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    private static List<Element> elements(Document page, String tag) {
        NodeList nodes = page.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
