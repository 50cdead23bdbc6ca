package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.styleseal.LoraCases;
import dev.styleseal.Reference;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsWriter;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we write keeps the rules by which other programs read, and comes back the same in each dialect. */
class VerificationTest {
    private static final Path LYCORIS = Path.of("src/test/resources/golden/lycoris");

    @TempDir
    private Path folder;

    static List<String> cases() {
        return LoraCases.folders().stream()
                .map(folder -> folder + "/" + LoraCases.KOHYA)
                .toList();
    }

    private static Set<AdapterReader> whole(Path file, Seal seal) {
        Path weights = PeftFolder.at(file)
                .map(each -> each.onlyPiece().path().resolve(PeftFolder.WEIGHTS))
                .orElse(file);
        try (TensorFile opened = TensorFile.open(weights)) {
            return Verification.verdicts(opened, Optional.of(seal)).stream()
                    .filter(Verification.Verdict::readsAll)
                    .map(Verification.Verdict::reader)
                    .collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatWeWriteIsReadWholeByThoseForWhomItIs(String name) {
        Seal seal = Seal.open(Reference.folder(name));
        boolean dora = seal.loras().values().stream()
                .anyMatch(module -> module.magnitude().isPresent());
        Path kohya = folder.resolve("kohya.safetensors");
        seal.save(kohya, SealFormat.KOHYA, DType.F16);
        Set<AdapterReader> readers = whole(kohya, seal);
        System.out.println(name + " with kohya names: " + readers);
        assertThat(readers).contains(AdapterReader.A1111, AdapterReader.COMFYUI);
        if (!dora) {
            assertThat(readers).contains(AdapterReader.KOHYA, AdapterReader.DIFFUSERS);
        }
        Path diffusers = folder.resolve("diffusers.safetensors");
        seal.save(diffusers, SealFormat.DIFFUSERS, DType.F32);
        assertThat(whole(diffusers, seal)).contains(AdapterReader.DIFFUSERS);
        Path peft = folder.resolve("peft");
        seal.save(peft, SealFormat.PEFT, DType.F32);
        assertThat(whole(peft, seal)).containsExactly(AdapterReader.PEFT);
    }

    @Test
    void allKindsOfLyCorisAreReadByThoseThatKnowThem() {
        for (String name : new String[] {"layers.safetensors", "unet.safetensors"}) {
            Seal seal = Seal.open(LYCORIS.resolve(name));
            Path file = folder.resolve(name);
            seal.save(file, SealFormat.KOHYA, DType.F16);
            assertThat(whole(file, seal)).containsExactlyInAnyOrder(AdapterReader.A1111, AdapterReader.COMFYUI);
        }
    }

    @Test
    void aVerificationTriesEachDialectAndNamesWhatOthersLeaveOut() {
        Verification lyCoris = Verification.of(LYCORIS.resolve("unet.safetensors"));
        assertThat(lyCoris.fault()).isEmpty();
        assertThat(lyCoris.dialects().get(SealFormat.KOHYA)).isEmpty();
        assertThat(String.valueOf(lyCoris.dialects().get(SealFormat.PEFT))).contains("LoHa");
        Verification.Verdict diffusers = verdict(lyCoris, AdapterReader.DIFFUSERS);
        assertThat(diffusers.refused()).isTrue();
        assertThat(diffusers.objections().get("a kind of adapter that is not read there"))
                .anyMatch(tensor -> tensor.endsWith("hada_w1_a"));
        Verification.Verdict kohya = verdict(lyCoris, AdapterReader.KOHYA);
        assertThat(kohya.readsAll()).isFalse();
        assertThat(kohya.refused()).isFalse();
    }

    @Test
    void aFileThatIsNoSealHereIsVerifiedAllTheSame() {
        Path file = folder.resolve("glora.safetensors");
        SafetensorsWriter.of(
                        Map.of("lora_unet_conv_in.a1.weight", HostTensor.of(new float[] {1}, 1)), name -> DType.F32)
                .write(file, new TreeMap<>());
        Verification verification = Verification.of(file);
        assertThat(verification.fault().orElseThrow().text()).contains("GLoRA is not supported");
        assertThat(verification.dialects()).isEmpty();
        assertThat(verification.verdicts()).hasSize(AdapterReader.values().length);
    }

    @Test
    void anAlphaInTheHeaderIsNotReadByComfyUi() {
        Path file = folder.resolve("diffusers.safetensors");
        String path = "unet.conv_in";
        Seal seal = Seal.of(
                List.of(new LoraModule(
                        path,
                        HostTensor.of(new float[] {1, 2}, 2, 1, 1, 1),
                        HostTensor.of(new float[] {1, 2}, 1, 2, 1, 1),
                        1)),
                SealMetadata.none());
        seal.save(file, SealFormat.DIFFUSERS, DType.F32);
        assertThat(verdict(Verification.of(file), AdapterReader.COMFYUI)
                        .objections()
                        .toString())
                .contains("alpha stands in the header", path + ".lora_A.weight");
    }

    private static Verification.Verdict verdict(Verification verification, AdapterReader reader) {
        return verification.verdicts().stream()
                .filter(verdict -> verdict.reader() == reader)
                .findFirst()
                .orElseThrow();
    }
}
