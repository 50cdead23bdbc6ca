package dev.styleseal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.cli.Program.Ended;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealMetadata;
import dev.styleseal.image.PictureReader;
import dev.styleseal.image.PngFile;
import dev.styleseal.image.RgbImage;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.HostTensor;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

@ExtendWith(OneThread.class)
class CompareTest {
    private static final String LAYER = "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_q";

    @TempDir
    private Path folder;

    @Test
    void everythingIsPaintedMeasuredAndTold() throws Exception {
        Path output = folder.resolve("out");
        Path pictures = Fixtures.pictures(folder, 4);
        Ended ended = compare(
                "--seal",
                seal("ink", 64, 1),
                "--seal",
                seal("wax", 64, 2),
                "--weights",
                "0,0.5,1",
                "--prompt",
                "a fox",
                "--neutral",
                "clouds",
                "--seeds",
                "3,4",
                "--steps",
                1,
                "--held-out",
                pictures,
                "--pictures",
                pictures,
                "--output",
                output,
                "--json");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.err()).contains("Painting 20 pictures: 4 by the base and by each of 4 combinations");
        assertThat(ended.err()).contains("Warning: --held-out and --pictures are the same folder");
        JsonNode json = new ObjectMapper().readTree(ended.out());
        assertThat(new ObjectMapper().readTree(output.resolve("scores.json").toFile()))
                .isEqualTo(json);
        assertThat(json.at("/settings/width").intValue()).isEqualTo(32);
        assertThat(json.at("/reference/pictures").intValue()).isEqualTo(4);
        JsonNode compared = json.path("compared");
        assertThat(compared).hasSize(5);
        JsonNode base = compared.get(0);
        assertThat(base.path("seal").isNull()).isTrue();
        assertThat(base.at("/heldOutLoss/relativeChange").doubleValue()).isZero();
        assertThat(base.path("leak").isNull()).isTrue();
        JsonNode ink = compared.get(2);
        assertThat(ink.path("seal").textValue()).isEqualTo("ink");
        assertThat(ink.path("weight").doubleValue()).isEqualTo(1);
        assertThat(ink.at("/heldOutLoss/losses")).hasSize(4);
        assertThat(ink.at("/heldOutLoss/relativeChange").doubleValue()).isNotZero();
        assertThat(ink.path("gramDistance").doubleValue()).isBetween(0.0, 1.0);
        assertThat(ink.path("paletteDistance").doubleValue()).isPositive();
        assertThat(ink.path("sharpness").doubleValue()).isPositive();
        assertThat(ink.at("/nearest/likeness").doubleValue()).isBetween(-1.0, 1.0);
        assertThat(ink.path("leak").doubleValue()).isPositive();
        assertThat(compared)
                .filteredOn(each -> each.at("/heldOutLoss/lowest").booleanValue())
                .hasSize(1)
                .allMatch(each -> each.at("/heldOutLoss/withinNoiseOfLowest").booleanValue());
        for (JsonNode each : compared) {
            assertThat(each.path("pictures"))
                    .hasSize(4)
                    .allSatisfy(
                            picture -> assertThat(Path.of(picture.path("file").textValue()))
                                    .isRegularFile());
        }
        Path painted = output.resolve("pictures/ink-0.5/a-fox-3.png");
        assertThat(PngFile.texts(painted).get(PngFile.PARAMETERS))
                .startsWith("a fox")
                .contains("<lora:ink:0.5>");
        assertThat(PngFile.texts(output.resolve("grid.png")).get(PngFile.XMP)).contains("trainedAlgorithmicMedia");
        RgbImage sheet = PictureReader.read(output.resolve("grid.png"));
        assertThat(sheet.width()).isEqualTo(6 * 2 * 38);
        assertThat(sheet.height()).isEqualTo(5 * 2 * 38);
        Document page = page(output);
        assertThat(page.getElementsByTagName("img").getLength()).isEqualTo(4 * (3 + 3) + 5 * 2);
        assertThat(page.getDocumentElement().getTextContent())
                .contains("Seals compared", "a fox", "clouds", "ink\u00a0×\u00a00.5", "lowest", "Is anything copied?");
    }

    private static Document page(Path output) throws Exception {
        String html = Files.readString(output.resolve("compare.html"));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    @Test
    void basePaintsAsGenerateDoesAndAWeightIsThatOfGenerate() {
        Path seal = seal("ink", 64, 1);
        Path output = folder.resolve("out");
        assertThat(compare(
                                "--seal",
                                seal,
                                "--weights",
                                "0.5",
                                "--prompt",
                                "a fox",
                                "--seeds",
                                "3",
                                "--steps",
                                2,
                                "--output",
                                output)
                        .code())
                .isZero();
        assertThat(PictureReader.read(output.resolve("pictures/base/a-fox-3.png")))
                .isEqualTo(generated());
        assertThat(PictureReader.read(output.resolve("pictures/ink-0.5/a-fox-3.png")))
                .isEqualTo(generated("--seal", seal + ":0.5"));
    }

    private RgbImage generated(Object... more) {
        Path file = folder.resolve("alone.png");
        List<Object> words = new ArrayList<>(List.of("generate", "--model", Fixtures.MODEL, "--prompt", "a fox"));
        words.addAll(List.of("--seed", 3, "--steps", 2, "--overwrite", "--output", file));
        words.addAll(Arrays.asList(more));
        Ended ended = Program.run(words.toArray());
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        return PictureReader.read(file);
    }

    @Test
    void withoutHeldOutPicturesNothingIsCalledTheBest() {
        Ended ended = compare(
                "--seal",
                seal("ink", 64, 1),
                "--weights",
                "1",
                "--prompt",
                "x",
                "--seeds",
                "1",
                "--steps",
                1,
                "--output",
                folder.resolve("out"));
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.out())
                .contains("ink\u00a0×\u00a01", "nothing is called the best", "compare.html")
                .doesNotContain("held-out loss:", "leak:", "style distance:");
    }

    @Test
    void checkpointsOfARunAreComparedInTheirOrderAndTheSealComesLast() throws IOException {
        Path run = folder.resolve("run");
        Files.createDirectories(run.resolve("checkpoints"));
        Files.move(seal("ink-000200", 64, 2), run.resolve("checkpoints/ink-000200.safetensors"));
        Files.move(seal("ink-000100", 64, 1), run.resolve("checkpoints/ink-000100.safetensors"));
        Files.move(seal("ink", 64, 3), run.resolve("ink.safetensors"));
        Ended ended = compare(
                "--run",
                run,
                "--prompt",
                "x",
                "--seeds",
                "1",
                "--steps",
                1,
                "--output",
                folder.resolve("out"),
                "--json");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(new ObjectMapper().readTree(ended.out()).path("compared"))
                .extracting(each ->
                        each.path("seal").asText() + " " + each.path("weight").doubleValue())
                .containsExactly("null 0.0", "ink-000100 1.0", "ink-000200 1.0", "ink 1.0");
    }

    @Test
    void sealsOfOneNameAreCalledByTheirPaths() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other")).resolve("ink.safetensors");
        Files.move(seal("ink", 64, 2), other);
        Ended ended = compare(
                "--seal",
                seal("ink", 64, 1),
                "--seal",
                other,
                "--weights",
                "1",
                "--prompt",
                "x",
                "--seeds",
                "1",
                "--steps",
                1,
                "--output",
                folder.resolve("out"),
                "--json");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(ended.out())
                        .at("/compared/2/seal")
                        .textValue())
                .endsWith("other/ink.safetensors");
    }

    @Test
    void interruptionKeepsWholePicturesAndIsExit130() {
        Path output = folder.resolve("out");
        Ended ended = Program.interrupted(
                "compare",
                "--model",
                Fixtures.MODEL,
                "--seal",
                seal("ink", 64, 1),
                "--prompt",
                "x",
                "--steps",
                1,
                "--output",
                output);
        assertThat(ended.code()).isEqualTo(130);
        assertThat(ended.err()).contains("Interrupted: 0 pictures are painted and stay in", "--overwrite");
        assertThat(output.resolve("compare.html")).doesNotExist();
        assertThat(output.resolve("scores.json")).doesNotExist();
    }

    @Test
    void anEarlierComparisonIsNotReplacedUnasked() {
        Object[] options = {
            "--seal",
            seal("ink", 64, 1),
            "--weights",
            "1",
            "--prompt",
            "x",
            "--seeds",
            "1",
            "--steps",
            1,
            "--output",
            folder.resolve("out")
        };
        assertThat(compare(options).code()).isZero();
        refused(options).contains("compare.html is there already, and so are 3 more", "--overwrite");
        List<Object> again = new ArrayList<>(Arrays.asList(options));
        again.add("--overwrite");
        assertThat(compare(again.toArray()).code()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    --prompt x                                  | No seal is given. Expected seals to compare
                    --seal none.safetensors --prompt x          | none.safetensors
                    --run none --prompt x                       | none has neither checkpoints nor a seal
                    --seal INK                                  | Neither --prompt nor --prompts is given
                    --seal INK --seal INK --prompt x            | ink.safetensors is named twice
                    --seal INK:0.8 --prompt x                   | has a weight of its own. Expected the file alone
                    --seal INK:mid=0 --prompt x                 | has weights for parts. Expected the file alone
                    --seal INK --prompt x --weights 1,y         | --weights is "1,y". Expected numbers with commas
                    --seal INK --prompt x --weights nan         | --weights is "nan"
                    --seal INK --prompt x --weights 1000        | The weight of seal ink is 1000.0
                    --seal INK --prompt x --seeds 1.5           | --seeds is "1.5". Expected numbers with commas between them, such as 1,2,3
                    --seal INK --prompt x --seeds 1,1           | --seeds names 1 twice
                    --seal INK --prompt x --prompt x            | --prompt names x twice
                    --seal INK --prompt x --neutral x           | ask for the same picture
                    --seal INK --prompts FILE                   | line 1 of prompts.txt stands --n or --d
                    --seal INK --prompt x --steps 0             | The number of steps is 0
                    --seal INK --prompt x --size 33             | The size 33x33 does not fit this base
                    --seal INK --prompt x --held-out none       | There is no folder none
                    --seal INK --prompt x --pictures none       | There is no folder none
                    --seal WIDE --prompt x                      | Seal wide does not go with this base. The adapter was made for another architecture
                    --seal INK --prompt x --hold-out y          | has no option --hold-out. Did you mean --held-out?
                    """)
    void whatCannotBeIsSaidBeforeAnyPicture(String line, String message) throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "a fox --d 7\n");
        Path ink = seal("ink", 64, 1);
        Path wide = seal("wide", 48, 1);
        Path output = folder.resolve("out");
        Object[] words = Arrays.stream(line.split(" ", -1))
                .map(word -> word.replace("INK", ink.toString())
                        .replace("WIDE", wide.toString())
                        .replace("FILE", prompts.toString()))
                .toArray();
        List<Object> options = new ArrayList<>(Arrays.asList(words));
        options.addAll(List.of("--output", output));
        refused(options.toArray()).contains(message.replace("prompts.txt", prompts.toString()));
        assertThat(output).doesNotExist();
    }

    @Test
    void tooManyPicturesAreRefused() {
        refused("--seal", seal("ink", 64, 1), "--prompt", "x", "--seeds", String.join(",", numbers(2000)))
                .contains("The comparison has 8000 pictures. Expected at most 5000");
    }

    private static List<String> numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(String.valueOf(i));
        }
        return numbers;
    }

    @Test
    void pageIsRussianWhereThatIsAsked() throws Exception {
        Path output = folder.resolve("out");
        Path pictures = Fixtures.pictures(folder, 3);
        Ended ended = compare(
                "--seal",
                seal("ink", 64, 1),
                "--weights",
                "0.5",
                "--prompt",
                "лиса",
                "--seeds",
                "1",
                "--steps",
                1,
                "--held-out",
                pictures,
                "--pictures",
                pictures,
                "--output",
                output,
                "--language",
                "ru");
        assertThat(ended.code()).describedAs(ended.err()).isZero();
        assertThat(ended.out()).contains("ошибка на отложенных: 1,");
        Document page = page(output);
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("ru");
        assertThat(page.getDocumentElement().getTextContent())
                .contains("Сравнение печатей", "1 печать с весами 0,5", "лиса", "Нет ли копий?");
    }

    /** A seal of rank 2 on one layer of so many inputs and outputs, with random values. */
    private Path seal(String name, int width, long seed) {
        Random random = new Random(seed);
        LoraModule module = new LoraModule(LAYER, random(random, 2, width), random(random, width, 2), 2);
        Path file = folder.resolve(name + ".safetensors");
        Seal.of(List.of(module), SealMetadata.none()).save(file);
        return file;
    }

    private static HostTensor random(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return HostTensor.of(values, rows, columns);
    }

    private Ended compare(Object... options) {
        List<Object> words = new ArrayList<>(List.of("compare", "--model", Fixtures.MODEL));
        words.addAll(Arrays.asList(options));
        return Program.run(words.toArray());
    }

    private AbstractStringAssert<?> refused(Object... options) {
        Ended ended = compare(options);
        assertThat(ended.code()).describedAs(ended.err()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        return assertThat(ended.err()).doesNotContain("\tat ");
    }
}
