package dev.styleseal.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngFileTest {
    private static final String SETTINGS =
            "a cat, fluent style\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M, CFG scale: 7, Seed: 1, Size: 64x64";

    @TempDir
    Path folder;

    private final RgbImage image = RgbImage.of(37, 23, GoldenPicturesTest.noise(37 * 23 * 3));

    @Test
    void pixelsComeBackAsTheyWere() throws IOException {
        Path file = folder.resolve("a.png");
        PngFile.write(file, image, Map.of());
        assertThat(PictureReader.read(file)).isEqualTo(image);
        BufferedImage outside = ImageIO.read(file.toFile());
        assertThat(outside.getRGB(11, 7) & 0xFFFFFF)
                .isEqualTo(image.sample(11, 7, 0) << 16 | image.sample(11, 7, 1) << 8 | image.sample(11, 7, 2));
    }

    @Test
    void smoothPicturesBecomeSmall() {
        byte[] rgb = new byte[64 * 64 * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 % 64 * 2 + i / 192);
        }
        assertThat(PngFile.encode(RgbImage.of(64, 64, rgb), Map.of())).hasSizeLessThan(600);
    }

    @Test
    void textsComeBackInOrderAndLatinOnesAreWhereOthersLookForThem() throws IOException {
        Path file = folder.resolve("a.png");
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(PngFile.PARAMETERS, SETTINGS + " é");
        texts.put("xxxxxx", "стиль_Техноманта 😀");
        texts.put(PngFile.XMP, Provenance.labelOnly("Style Seal").xmp());
        PngFile.write(file, image, texts);
        assertThat(PngFile.texts(file)).containsExactlyEntriesOf(texts);
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains("tEXtparameters\0a cat", "iTXtxxxxxx\0\0\0\0\0", "iTXtXML:com.adobe.xmp\0\0\0\0\0");
    }

    @Test
    void russianSettingsBecomeInternationalText() throws IOException {
        Path file = folder.resolve("a.png");
        PngFile.write(file, image, Map.of(PngFile.PARAMETERS, "кот\nSteps: 1"));
        assertThat(PngFile.texts(file)).containsEntry(PngFile.PARAMETERS, "кот\nSteps: 1");
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("iTXtparameters\0\0\0\0\0");
    }

    @Test
    void compressedTextsAreReadAndBombsRefused() throws Exception {
        assertThat(PngText.of(PngChunk.of(
                                "zTXt", joined("parameters\0\0", zipped("é".getBytes(StandardCharsets.ISO_8859_1)))))
                        .text())
                .isEqualTo("é");
        assertThat(PngText.of(PngChunk.of("iTXt", joined("k\0\1\0\0\0", zipped("я".getBytes(StandardCharsets.UTF_8)))))
                        .text())
                .isEqualTo("я");
        byte[] bomb = joined("k\0\0", zipped(new byte[20 << 20]));
        assertThatThrownBy(() -> PngText.of(PngChunk.of("zTXt", bomb)))
                .isInstanceOf(BrokenPicture.class)
                .hasMessageContaining("longer than");
        assertThatThrownBy(() -> PngText.of(PngChunk.of("iTXt", new byte[] {'k', 0, 0})))
                .isInstanceOf(BrokenPicture.class)
                .hasMessageContaining("cut off");
    }

    @Test
    void labelSaysThatAMachinePaintedAndWithWhat() throws XMPException {
        Provenance provenance = new Provenance(
                "Style Seal 0.1 <&>", Optional.of("ab12"), List.of("cd34", "ef56"), Optional.of(18446744073709L));
        XMPMeta meta = XMPMetaFactory.parseFromString(provenance.xmp());
        assertThat(meta.getPropertyString("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType"))
                .isEqualTo("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
        assertThat(meta.getPropertyString("http://ns.adobe.com/xap/1.0/", "CreatorTool"))
                .isEqualTo("Style Seal 0.1 <&>");
        assertThat(meta.getPropertyString(Provenance.NAMESPACE, "ModelHash")).isEqualTo("ab12");
        assertThat(meta.getArrayItem(Provenance.NAMESPACE, "SealHashes", 2).getValue())
                .isEqualTo("ef56");
        assertThat(meta.getPropertyString(Provenance.NAMESPACE, "Seed")).isEqualTo("18446744073709");
        assertThat(Provenance.labelOnly("Style Seal").xmp())
                .contains("trainedAlgorithmicMedia", "Iptc4xmpExt:DigitalSourceType")
                .doesNotContain("Seed", "Hash");
    }

    @Test
    void anotherReaderFindsTheTexts() throws IOException {
        byte[] file = PngFile.encode(image, Map.of(PngFile.PARAMETERS, SETTINGS));
        try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            var reader = ImageIO.getImageReadersByFormatName("png").next();
            reader.setInput(in);
            var root = (org.w3c.dom.Element) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
            var entry =
                    (org.w3c.dom.Element) root.getElementsByTagName("tEXtEntry").item(0);
            assertThat(entry.getAttribute("keyword")).isEqualTo("parameters");
            assertThat(entry.getAttribute("value")).isEqualTo(SETTINGS);
        }
    }

    private static byte[] zipped(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(9))) {
            deflater.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] joined(String start, byte[] rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(start.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(rest);
        return out.toByteArray();
    }
}
