package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.Reference;
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
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that diffusers and PEFT wrote, and the same adapters in kohya's names. */
class SealReferenceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"attn", "attn-alpha", "text", "rs"})
    void bothDialectsHoldTheSameLayers(String name) {
        Seal kohya = Seal.open(kohya(name));
        Seal diffusers = Seal.open(diffusers(name));

        assertThat(diffusers.modules().keySet()).isEqualTo(kohya.modules().keySet());
        double worst = 0;
        for (LoraModule module : kohya.modules().values()) {
            LoraModule other = module(diffusers, module.path());
            assertThat(other.down()).as(module.path()).isEqualTo(module.down());
            assertThat(other.up()).as(module.path()).isEqualTo(module.up());
            assertThat((float) other.alpha()).as(module.path()).isEqualTo((float) module.alpha());
            worst = Math.max(worst, worst(delta(module), delta(other)));
        }
        System.out.println(name + ": " + kohya.modules().size() + " layers, worst difference of deltas " + worst);
        assertThat(worst).isLessThan(1e-6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attn", "attn-alpha", "text", "rs"})
    void writtenInTheOtherDialectTheFileHoldsTheTensorsOfTheReference(String name) {
        Path toKohya = folder.resolve("kohya.safetensors");
        Seal.open(diffusers(name)).save(toKohya, SealFormat.KOHYA, DType.F32);
        assertSameTensors(toKohya, kohya(name));
        Path toDiffusers = folder.resolve("diffusers.safetensors");
        Seal.open(kohya(name)).save(toDiffusers, SealFormat.DIFFUSERS, DType.F32);
        assertSameTensors(toDiffusers, diffusers(name));
    }

    private static void assertSameTensors(Path ours, Path theirs) {
        try (SafetensorsFile a = SafetensorsFile.open(ours);
                SafetensorsFile b = SafetensorsFile.open(theirs)) {
            assertThat(a.entries().keySet())
                    .containsExactlyElementsOf(b.entries().keySet());
            for (String tensor : b.entries().keySet()) {
                assertThat(a.entry(tensor).dtype()).isEqualTo(b.entry(tensor).dtype());
                assertThat(a.floats(tensor)).as(tensor).isEqualTo(b.floats(tensor));
            }
            assertThat(a.dataSha256()).isEqualTo(b.dataSha256());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"attn", "attn-alpha", "text", "rs"})
    void whatIsWrittenReadsBackToTheSameDeltas(String name) {
        Seal seal = Seal.open(kohya(name));
        for (SealFormat format : SealFormat.values()) {
            for (DType precision : new DType[] {DType.F32, DType.F16, DType.BF16}) {
                Path file = folder.resolve(format + "-" + precision + ".safetensors");
                seal.save(file, format, precision);
                Seal back = Seal.open(file);
                assertThat(back.modules().keySet()).isEqualTo(seal.modules().keySet());
                double worst = 0;
                for (LoraModule module : seal.modules().values()) {
                    worst = Math.max(worst, worst(delta(module), delta(module(back, module.path()))));
                }
                System.out.println(name + " as " + format + " " + precision + ": worst difference of deltas " + worst);
                assertThat(worst)
                        .isLessThanOrEqualTo(precision == DType.F32 ? 0 : precision == DType.F16 ? 2e-3 : 1.6e-2);
            }
        }
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
    @ValueSource(strings = {"attn-alpha", "text"})
    void theStrengthOfEachBlockIsTheNormOfTheProducts(String name) {
        Seal seal = Seal.open(kohya(name));
        SealInspection inspection = FileInspection.of(kohya(name)).seal().orElseThrow();
        double expected = 0;
        for (LoraModule module : seal.modules().values()) {
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
                .isEqualTo(seal.modules().size());
    }

    private static Path kohya(String name) {
        return Reference.folder("sd1/lora/" + name).resolve("kohya.safetensors");
    }

    private static Path diffusers(String name) {
        return Reference.folder("sd1/lora/" + name).resolve("pytorch_lora_weights.safetensors");
    }

    private static LoraModule module(Seal seal, String path) {
        assertThat(seal.modules()).containsKey(path);
        return Objects.requireNonNull(seal.modules().get(path));
    }

    private static double[] delta(LoraModule module) {
        HostTensor down = module.down();
        HostTensor up = module.up();
        double[] delta = new double[module.outputs() * module.inputs()];
        for (int i = 0; i < delta.length; i++) {
            for (int r = 0; r < module.rank(); r++) {
                delta[i] += (double) up.values()[i / module.inputs() * module.rank() + r]
                        * down.values()[r * module.inputs() + i % module.inputs()];
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
