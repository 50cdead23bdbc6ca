package dev.styleseal.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Interrupted;
import dev.styleseal.error.Language;
import dev.styleseal.file.Seal;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.RgbImage;
import dev.styleseal.tensor.Placement;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The whole demo, with two steps of training and two of painting. */
class DemoTest {
    private static final Path ROOT = Path.of(System.getProperty("styleseal.root"));
    private static final int THINGS = 12;
    private static final DemoProgress SILENT = new DemoProgress() {
        @Override
        public void at(long done, long total, Duration left, String detail) {}

        @Override
        public void close() {}
    };

    @TempDir
    private Path folder;

    @Test
    void demoTrainsPaintsMeasuresAndTells() throws Exception {
        DemoResult result = demo(settings(1), new Cancellation()).run();
        assertThat(Seal.open(result.seal()).modules()).isNotEmpty();
        assertThat(result.seal()).isEqualTo(folder.resolve("fluent.safetensors"));
        RgbImage sheet = PictureReader.read(result.sheet());
        assertThat(sheet.width()).isEqualTo(7 * 70 * 2);
        assertThat(sheet.height()).isEqualTo(4 * 70 * 2);
        requirePage(Files.readString(result.report()));
        requireFigures(result.json(), result);
        assertThat(result.summary())
                .contains("The base is bit for bit what it was.")
                .anyMatch(line -> line.contains(result.report().toString()));
    }

    private static void requirePage(String html) throws Exception {
        assertThat(html).doesNotContainPattern("\\{\\d+}").doesNotContain("<script");
        Document page = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(html)));
        NodeList images = page.getElementsByTagName("img");
        // six pairs, 32 lessons, 12 times (three ways and the real one), twelve pairs for the other style
        assertThat(images.getLength()).isEqualTo(12 + 32 + 4 * THINGS + 2 * THINGS);
        for (int i = 0; i < images.getLength(); i++) {
            Element image = (Element) images.item(i);
            assertThat(image.getAttribute("src")).startsWith("data:image/png;base64,");
            assertThat(image.getAttribute("alt")).isNotBlank();
        }
        assertThat(html).contains("octopus in fluent style, painted with the seal, seed 1", "--steps 2 --seeds 1");
    }

    private void requireFigures(JsonNode json, DemoResult result) throws Exception {
        assertThat(json.at("/training/steps").intValue()).isEqualTo(2);
        assertThat(json.at("/heldOutLoss/pictures").intValue()).isEqualTo(THINGS);
        assertThat(json.at("/heldOutLoss/base").doubleValue()).isBetween(0.08, 0.11);
        assertThat(json.at("/paletteDistance/floor").doubleValue()).isPositive();
        assertThat(json.at("/leak/unwantedPixels").doubleValue()).isNotNegative();
        assertThat(json.at("/bytes/seal").longValue()).isEqualTo(Files.size(result.seal()));
        assertThat(json.at("/baseSha256/before").textValue())
                .hasSize(64)
                .isEqualTo(json.at("/baseSha256/after").textValue());
        System.out.println(json.toPrettyString());
    }

    @Test
    void stopBeforeTheFirstStepLeavesNoSeal() {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        assertThatThrownBy(() -> demo(settings(1), cancellation).run())
                .isInstanceOfSatisfying(
                        Interrupted.class, stop -> assertThat(stop.exitCode()).isEqualTo(130));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stopWhilePaintingKeepsTheSealAndSaysSo() {
        Cancellation cancellation = new Cancellation();
        Demo demo = new Demo(settings(1), Placement.choose("cpu", "float32"), Language.ENGLISH, cancellation, part -> {
            if (part.startsWith("Painting")) {
                cancellation.request();
            }
            return SILENT;
        });
        assertThatThrownBy(demo::run)
                .isInstanceOf(Interrupted.class)
                .hasMessageContainingAll("before the report was written", "fluent.safetensors");
        assertThat(Seal.open(folder.resolve("fluent.safetensors")).modules()).isNotEmpty();
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void stopWhileTrainingKeepsTheSealSoFar() {
        Cancellation cancellation = new Cancellation();
        DemoSettings settings = new DemoSettings(ROOT, folder, Optional.of(50), Optional.empty(), 1, 2);
        Demo demo = new Demo(
                settings,
                Placement.choose("cpu", "float32"),
                Language.ENGLISH,
                cancellation,
                part -> new DemoProgress() {
                    @Override
                    public void at(long done, long total, Duration left, String detail) {
                        if (detail.startsWith("loss")) {
                            cancellation.request();
                        }
                    }

                    @Override
                    public void close() {}
                });
        assertThatThrownBy(demo::run)
                .isInstanceOf(Interrupted.class)
                .hasMessageContainingAll("Stopped after 2 of 50 steps", "fluent.safetensors");
        assertThat(Seal.open(folder.resolve("fluent.safetensors")).modules()).isNotEmpty();
    }

    @Test
    void outputThatIsAFileIsRefusedBeforeAnyWork() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        DemoSettings settings = new DemoSettings(ROOT, file, Optional.empty(), Optional.empty(), 1, 2);
        assertThatThrownBy(() -> demo(settings, new Cancellation()).run())
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("Cannot write into", "file", "a file of that name is there", "--output");
        assertThat(file).hasContent("mine");
    }

    @Test
    void numberOfSeedsIsBounded() {
        assertThatThrownBy(() -> settings(0)).isInstanceOf(BadInput.class).hasMessageContaining("--seeds is 0");
        assertThatThrownBy(() -> settings(17)).isInstanceOf(BadInput.class).hasMessageContaining("1 to 16");
    }

    private DemoSettings settings(int seeds) {
        return new DemoSettings(ROOT, folder, Optional.of(2), Optional.empty(), seeds, 2);
    }

    private static Demo demo(DemoSettings settings, Cancellation cancellation) {
        return new Demo(settings, Placement.choose("cpu", "float32"), Language.ENGLISH, cancellation, part -> SILENT);
    }
}
