package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.LoraCases;
import dev.styleseal.Reference;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that diffusers and PEFT wrote, and the same adapters in kohya's names. */
class SealReferenceTest {
    @TempDir
    Path folder;

    static List<String> folders() {
        return LoraCases.folders();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void allDialectsHoldTheSameLayers(String name) {
        Seal kohya = Seal.open(file(name, LoraCases.KOHYA));
        for (String dialect : new String[] {LoraCases.DIFFUSERS, LoraCases.PEFT}) {
            if (Files.exists(file(name, dialect))) {
                double worst = requireSame(kohya, Seal.open(file(name, dialect)), 1e-6);
                System.out.println(name + ", kohya and " + dialect + ": "
                        + kohya.loras().size() + " layers, worst difference of deltas " + worst);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void writtenInAnotherDialectTheFileHoldsTheTensorsOfTheReference(String name) {
        Seal kohya = Seal.open(file(name, LoraCases.KOHYA));
        Seal diffusers = Seal.open(file(name, LoraCases.DIFFUSERS));
        Path written = folder.resolve("seal.safetensors");
        diffusers.save(written, SealFormat.KOHYA, DType.F32);
        assertSameTensors(written, file(name, LoraCases.KOHYA));
        kohya.save(written, SealFormat.DIFFUSERS, DType.F32);
        assertSameTensors(written, file(name, LoraCases.DIFFUSERS));
        kohya.save(folder.resolve("peft"), SealFormat.PEFT, DType.F32);
        if (Files.exists(file(name, LoraCases.PEFT))) {
            assertSameTensors(
                    folder.resolve("peft").resolve(PeftFolder.WEIGHTS),
                    file(name, LoraCases.PEFT).resolve(PeftFolder.WEIGHTS));
            requireSame(Seal.open(file(name, LoraCases.PEFT)), Seal.open(folder.resolve("peft")), 1e-6);
        }
    }

    /** The same names, types and values; a text encoder that may be SD 1's or SDXL's first has one name of the two. */
    private static void assertSameTensors(Path ours, Path theirs) {
        try (SafetensorsFile a = SafetensorsFile.open(ours);
                SafetensorsFile b = SafetensorsFile.open(theirs)) {
            assertThat(a.entries().keySet().stream()
                            .map(SealReferenceTest::normal)
                            .toList())
                    .containsExactlyElementsOf(b.entries().keySet().stream()
                            .map(SealReferenceTest::normal)
                            .toList());
            Iterator<String> names = a.entries().keySet().iterator();
            for (String tensor : b.entries().keySet()) {
                String own = names.next();
                assertThat(a.entry(own).dtype()).isEqualTo(b.entry(tensor).dtype());
                assertThat(a.floats(own)).as(tensor).isEqualTo(b.floats(tensor));
            }
            assertThat(a.dataSha256()).isEqualTo(b.dataSha256());
        }
    }

    private static String normal(String name) {
        return name.replace("lora_te1_", "lora_te_");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void whatIsWrittenReadsBackToTheSameDeltas(String name) {
        Seal seal = Seal.open(file(name, LoraCases.KOHYA));
        for (SealFormat format : SealFormat.values()) {
            for (DType precision : new DType[] {DType.F32, DType.F16, DType.BF16}) {
                Path file = folder.resolve(format + "-" + precision + format.ending());
                seal.save(file, format, precision);
                double bar = precision == DType.F32 ? 0 : precision == DType.F16 ? 2e-3 : 1.6e-2;
                double worst = requireSame(seal, Seal.open(file), bar);
                System.out.println(name + " as " + format + " " + precision + ": worst difference of deltas " + worst);
            }
        }
    }

    /** The same layers and alphas, deltas and lengths within {@code bar} of the largest value; the worst difference. */
    private static double requireSame(Seal expected, Seal found, double bar) {
        assertThat(found.loras().keySet()).isEqualTo(expected.loras().keySet());
        double worst = 0;
        for (LoraModule module : expected.loras().values()) {
            LoraModule other = module(found, module.path());
            assertThat((float) other.alpha()).as(module.path()).isEqualTo((float) module.alpha());
            assertThat(other.magnitude().map(DoraMagnitude::axis))
                    .isEqualTo(module.magnitude().map(DoraMagnitude::axis));
            worst = Math.max(worst, worst(delta(module), delta(other)));
            worst = Math.max(worst, worst(lengths(module), lengths(other)));
        }
        assertThat(worst).isLessThanOrEqualTo(bar);
        return worst;
    }

    private static double[] lengths(LoraModule module) {
        return module.magnitude()
                .map(magnitude -> doubles(magnitude.values().values()))
                .orElse(new double[] {1});
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(strings = {"attn", "text"})
    void theHashesInTheFileAreThoseOfItsBytes(String name) throws IOException, NoSuchAlgorithmException {
        Path file = folder.resolve("seal.safetensors");
        Seal.open(kohya(name)).save(file);

        byte[] bytes = Files.readAllBytes(file);
        int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOfRange(bytes, 8 + header, bytes.length));
        assertThat(Seal.open(file).metadata().text("sshs_model_hash"))
                .contains(HexFormat.of().formatHex(hash));
        // Below 1 MiB the window of the old hash is empty.
        assertThat(Seal.open(file).metadata().text("sshs_legacy_hash")).contains("e3b0c442");
    }

    @ParameterizedTest
    @ValueSource(strings = {"attn", "attn-alpha"})
    void theSameSealGivesTheSameBytes(String name) {
        Seal seal = Seal.open(diffusers(name));
        seal.save(folder.resolve("a.safetensors"));
        seal.save(folder.resolve("b.safetensors"));
        assertThat(folder.resolve("a.safetensors")).hasSameBinaryContentAs(folder.resolve("b.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"attn-alpha", "text", "conv"})
    void theStrengthOfEachBlockIsTheNormOfTheProducts(String name) {
        Seal seal = Seal.open(kohya(name));
        SealInspection inspection = FileInspection.of(kohya(name)).seal().orElseThrow();
        double expected = 0;
        for (LoraModule module : seal.loras().values()) {
            double squared = 0;
            for (double value : delta(module)) {
                squared += value * value;
            }
            assertThat(DeltaNorm.squared(module) / squared).isBetween(1 - 1e-9, 1 + 1e-9);
            expected += squared;
        }
        double found = inspection.blocks().stream()
                .mapToDouble(block -> block.norm() * block.norm())
                .sum();
        assertThat(found / expected).isBetween(1 - 1e-9, 1 + 1e-9);
        assertThat(inspection.blocks().stream().mapToInt(BlockStrength::layers).sum())
                .isEqualTo(seal.loras().size());
    }

    private static Path kohya(String name) {
        return file("sd1/lora/" + name, LoraCases.KOHYA);
    }

    private static Path diffusers(String name) {
        return file("sd1/lora/" + name, LoraCases.DIFFUSERS);
    }

    private static Path file(String folder, String dialect) {
        return Reference.folder(folder).resolve(dialect);
    }

    private static LoraModule module(Seal seal, String path) {
        assertThat(seal.loras()).containsKey(path);
        return Objects.requireNonNull(seal.loras().get(path));
    }

    private static double[] delta(LoraModule module) {
        HostTensor down = module.down();
        HostTensor up = module.up();
        int width = down.values().length / module.rank(); // a convolution's kernel included
        double[] delta = new double[module.outputs() * width];
        for (int i = 0; i < delta.length; i++) {
            for (int r = 0; r < module.rank(); r++) {
                delta[i] += (double) up.values()[i / width * module.rank() + r] * down.values()[r * width + i % width];
            }
            delta[i] *= module.scale();
        }
        return delta;
    }

    /** The largest difference against the largest expected value. */
    private static double worst(double[] expected, double[] found) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(expected[i] - found[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return difference / largest;
    }
}
