package dev.styleseal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ReportTest {
    private static final String HOSTILE = "</style><script>alert(\"1\")</script> & 'x' <img src=x onerror=y>";
    private static final RgbImage PIXELS = RgbImage.of(2, 1, new byte[] {0, 10, 20, (byte) 200, (byte) 255, 3});

    @Test
    void textFromAnywhereStaysText() throws Exception {
        String html = everythingSaying(HOSTILE).html();
        assertThat(html).doesNotContain("<script").doesNotContain("<img src=x");
        Page page = new Page(html);
        assertThat(page.texts("h1")).containsExactly(HOSTILE);
        assertThat(page.texts("title")).containsExactly(HOSTILE);
        assertThat(page.texts("code")).containsExactly(HOSTILE);
        assertThat(page.texts("caption")).hasSize(3).containsOnly(HOSTILE);
        assertThat(page.all("img"))
                .hasSize(6)
                .allSatisfy(image -> assertThat(image.getAttribute("alt")).isEqualTo(HOSTILE));
        assertThat(page.all("script")).isEmpty();
    }

    @Test
    void charactersThatNoPageMayHoldAreShownAsReplaced() throws Exception {
        String html = new Report("a\u0000b\ud800c\u001bd\ufffee 😀", "", List.of(), List.of(), List.of()).html();
        assertThat(new Page(html).texts("h1")).containsExactly("a\ufffdb\ufffdc\ufffdd\ufffde 😀");
    }

    @Test
    void pageCarriesEverythingAndRunsNothing() throws Exception {
        Page page = new Page(everythingSaying("https://example.org/x.png").html());
        for (Element element : page.all("*")) {
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String name = element.getAttributes().item(i).getNodeName();
                String value = element.getAttributes().item(i).getNodeValue();
                assertThat(name).doesNotStartWith("on").isNotEqualTo("style");
                if (name.equals("src") || name.equals("href")) {
                    assertThat(value).matches("(data:.*|#[a-z-]+)");
                }
            }
        }
        assertThat(page.texts("style").get(0)).doesNotContain("url(", "@import", "http");
        assertThat(page.all("script")).isEmpty();
        assertThat(page.all("iframe")).isEmpty();
    }

    @Test
    void contentsLeadToEverySection() throws Exception {
        Page page = new Page(everythingSaying("x").html());
        List<String> links =
                page.all("a").stream().map(link -> link.getAttribute("href")).toList();
        List<String> sections = page.all("section").stream()
                .map(section -> "#" + section.getAttribute("id"))
                .toList();
        assertThat(links).isEqualTo(sections).isNotEmpty();
    }

    @Test
    void pictureOfThePageHasThePixelsAndTheTexts(@TempDir Path folder) throws Exception {
        Picture picture = new Picture(PIXELS, "two pixels", Map.of(PngFile.PARAMETERS, "Steps: 20"));
        String html = page(new PictureGrid("grid", List.of(picture)));
        Element image = new Page(html).all("img").get(0);
        byte[] png = Base64.getDecoder().decode(image.getAttribute("src").substring("data:image/png;base64,".length()));
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getRGB(1, 0) & 0xFFFFFF)
                .isEqualTo(0xC8FF03);
        Path file = Files.write(folder.resolve("picture.png"), png);
        assertThat(PngFile.texts(file)).containsEntry(PngFile.PARAMETERS, "Steps: 20");
        assertThat(image.getAttribute("width")).isEqualTo("2");
        assertThat(image.getAttribute("height")).isEqualTo("1");
    }

    @Test
    void longestBarFillsItsPlace() throws Exception {
        String html = page(new Bars(
                "bars",
                List.of(new Bars.Bar("a", 8, "eight"), new Bars.Bar("b", 2, "two"), new Bars.Bar("c", 0, "0"))));
        assertThat(new Page(html)
                        .all("rect").stream()
                                .map(bar -> bar.getAttribute("width"))
                                .toList())
                .containsExactly("100.00", "25.00", "0.00");
    }

    @Test
    void barsOfNothingAreEmptyAndNegativeOnesRefused() throws Exception {
        String html = page(new Bars("bars", List.of(new Bars.Bar("a", 0, "0"))));
        assertThat(new Page(html).all("rect").get(0).getAttribute("width")).isEqualTo("0.00");
        assertThatThrownBy(() -> new Bars.Bar("a", Double.NaN, "?")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rowsThatDoNotFitTheirColumnsAreRefused() {
        assertThatThrownBy(() -> new DataTable("t", List.of("a", "b"), List.of(List.of("1"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PictureTable(
                        "t",
                        "seed",
                        List.of(new PictureTable.Column("a", "")),
                        List.of(new PictureTable.Row("1", List.of(picture("x")))),
                        picture("y")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pageIsWrittenWholeOrRefused(@TempDir Path folder) throws Exception {
        Report report = everythingSaying("x");
        Path file = folder.resolve("report.html");
        report.save(file);
        assertThat(file).hasContent(report.html());
        assertThatThrownBy(() -> report.save(folder.resolve("missing").resolve("report.html")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("missing");
    }

    private static String page(Block block) {
        return new Report("t", "l", List.of(block), List.of(), List.of()).html();
    }

    private static Picture picture(String alt) {
        return Picture.of(PIXELS, alt);
    }

    /** Each kind of block, with the same words at every place. */
    private static Report everythingSaying(String words) {
        List<Block> blocks = List.of(
                Prose.of(words),
                new KeyFigures(List.of(new KeyFigures.Figure(words, words, words))),
                new PictureGrid(words, List.of(picture(words))),
                new Pairs(words, words, List.of(new Pairs.Pair(words, picture(words), picture(words)))),
                new PictureTable(
                        words,
                        words,
                        List.of(new PictureTable.Column(words, words), new PictureTable.Column(words, words)),
                        List.of(
                                new PictureTable.Row(words, List.of(picture(words))),
                                new PictureTable.Row(words, List.of(picture(words)))),
                        picture(words)),
                new DataTable(words, List.of(words), List.of(List.of(words))),
                new Bars(words, List.of(new Bars.Bar(words, 1, words))),
                new LossCurve(words, List.of(0.5, 0.25)),
                new CodeLines(words, words));
        return new Report(words, words, List.of(), List.of(new Section("all", words, blocks)), List.of(words));
    }
}
