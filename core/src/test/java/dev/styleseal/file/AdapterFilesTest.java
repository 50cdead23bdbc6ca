package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.CorruptFile;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.DoraMagnitude;
import dev.styleseal.lora.FullModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.lora.LohaModule;
import dev.styleseal.lora.LokrModule;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.lora.Matrix;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapter files of all kinds: which names are read, what is refused, and what comes back after writing. */
class AdapterFilesTest {
    private static final String PATH = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q";
    private static final String KOHYA = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";
    private static final String CONV = "unet.down_blocks.0.resnets.0.conv1";
    private static final String KOHYA_CONV = "lora_unet_down_blocks_0_resnets_0_conv1";

    @TempDir
    private Path folder;

    /** Numbers that differ, so that a mixed up order shows. */
    private static HostTensor numbers(long... sizes) {
        int count = 1;
        for (long size : sizes) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i % 13 - 6) / 4f;
        }
        return HostTensor.of(values, sizes);
    }

    private Path write(Map<String, HostTensor> tensors) {
        Path file = folder.resolve("adapter.safetensors");
        SafetensorsWriter.of(tensors, name -> DType.F32).write(file, new TreeMap<>());
        return file;
    }

    private Path write(Object... namesAndTensors) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTensors.length; i += 2) {
            tensors.put((String) namesAndTensors[i], (HostTensor) namesAndTensors[i + 1]);
        }
        return write(tensors);
    }

    @Test
    void everyPairOfEndingsIsReadBehindEveryPrefix() {
        List<List<String>> pairs = List.of(
                List.of(".lora_up.weight", ".lora_down.weight"),
                List.of("_lora.up.weight", "_lora.down.weight"),
                List.of(".lora_B.weight", ".lora_A.weight"),
                List.of(".lora.up.weight", ".lora.down.weight"),
                List.of(".lora_B", ".lora_A"),
                List.of(".lora_linear_layer.up.weight", ".lora_linear_layer.down.weight"),
                List.of(".lora_B.default.weight", ".lora_A.default.weight"));
        String text = "text_model.encoder.layers.3.self_attn.q_proj";
        String textKohya = text.replace('.', '_');
        Map<String, String> names = new LinkedHashMap<>();
        names.put(KOHYA, PATH);
        names.put("lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q", PATH);
        names.put("lycoris_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q", PATH);
        names.put(PATH, PATH);
        names.put(PATH.substring(5), PATH);
        names.put(PATH.replace(".to_q", ".processor.to_q"), PATH);
        names.put(PATH.substring(5).replace(".to_q", ".processor.to_out"), PATH.replace("to_q", "to_out.0"));
        names.put("lora_te_" + textKohya, "text_encoder." + text);
        names.put("lora_te1_" + textKohya, "text_encoder." + text);
        names.put("lora_te2_" + textKohya, "text_encoder_2." + text);
        names.put("lora_te2_text_projection", "text_encoder_2.text_projection");
        names.put("text_encoder." + text, "text_encoder." + text);
        names.put("text_encoder_2." + text, "text_encoder_2." + text);
        names.forEach((name, path) -> pairs.forEach(pair -> {
            Seal seal = Seal.open(write(name + pair.get(0), numbers(4, 2), name + pair.get(1), numbers(2, 3)));
            assertThat(seal.modules())
                    .as(name + pair)
                    .isEqualTo(new TreeMap<>(Map.of(path, new LoraModule(path, numbers(2, 3), numbers(4, 2), 2))));
        }));
    }

    @Test
    void allKindsComeBackInEveryPrecisionAndOnlyLoraInOtherForms() {
        Seal seal = allKinds();
        for (DType precision : new DType[] {DType.F32, DType.F16, DType.BF16}) {
            Path file = folder.resolve(precision + ".safetensors");
            seal.save(file, SealFormat.KOHYA, precision);
            Seal back = Seal.open(file);
            assertThat(back.modules().keySet()).isEqualTo(seal.modules().keySet());
            assertThat(back.metadata().text("ss_network_module")).contains("lycoris.kohya");
            if (precision == DType.F32) {
                assertThat(back.modules()).isEqualTo(seal.modules());
                assertThat(back.words()).isEqualTo(seal.words());
            }
        }
        for (SealFormat format : new SealFormat[] {SealFormat.DIFFUSERS, SealFormat.PEFT}) {
            assertThatThrownBy(() -> seal.save(folder.resolve("other"), format, DType.F32))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContainingAll("5 of 6 layers", "LoHa, LoKr, full differences, norms", "--lora");
            assertThatThrownBy(() -> seal.only(PATH::equals).save(folder.resolve("other"), format, DType.F32))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContainingAll("the learnt word \"<fox>\"", "kohya names");
        }
    }

    private static Seal allKinds() {
        Optional<DoraMagnitude> rows = Optional.of(new DoraMagnitude(numbers(4), DoraMagnitude.Axis.OUTPUT));
        Matrix.Product product = new Matrix.Product(numbers(4, 2), numbers(2, 27));
        List<AdapterModule> modules = List.of(
                new LoraModule(PATH, numbers(2, 3), numbers(4, 2), 1.5),
                new LohaModule(CONV, product, product, 3, rows, true),
                new LokrModule(
                        CONV.replace("conv1", "conv2"),
                        new Matrix.Whole(numbers(2, 3)),
                        new Matrix.Whole(numbers(2, 1, 3, 3)),
                        1,
                        rows,
                        true),
                new LokrModule(
                        PATH.replace("to_q", "to_k"),
                        new Matrix.Product(numbers(2, 1), numbers(1, 3)),
                        new Matrix.Whole(numbers(2, 3)),
                        1,
                        rows),
                new FullModule(PATH.replace("to_q", "to_v"), Optional.of(numbers(4, 3)), Optional.of(numbers(4))),
                new FullModule(CONV.replace("conv1", "norm1"), Optional.of(numbers(4)), Optional.empty()));
        return Seal.of(modules, SealMetadata.none())
                .withWords(List.of(new SealWord("<fox>", List.of(numbers(2, 8), numbers(2, 12)))));
    }

    /** As ComfyUI's extraction writes it. */
    @Test
    void theBiasOfALoraMayChangeToo() {
        Seal seal = Seal.open(write(
                KOHYA + ".lora_up.weight", numbers(4, 2),
                KOHYA + ".lora_down.weight", numbers(2, 3),
                KOHYA + ".diff_b", numbers(4)));
        LoraModule lora = new LoraModule(PATH, numbers(2, 3), numbers(4, 2), 2);
        assertThat(seal.modules().get(PATH)).isEqualTo(new BiasedLoraModule(lora, numbers(4)));
        Path file = folder.resolve("biased.safetensors");
        seal.save(file, SealFormat.KOHYA, DType.F32);
        assertThat(Seal.open(file).modules()).isEqualTo(seal.modules());
        Verification verification = Verification.of(file);
        assertThat(verification.fault()).isEmpty();
        assertThat(verification.verdicts().stream()
                        .filter(Verification.Verdict::readsAll)
                        .map(Verification.Verdict::reader))
                .containsExactly(AdapterReader.COMFYUI);
        FileInspection inspection = FileInspection.of(file);
        assertThat(inspection.seal().orElseThrow().kinds()).isEqualTo(Map.of(AdapterKind.BIASED_LORA, 1));
        assertThatThrownBy(() -> seal.save(folder.resolve("other"), SealFormat.DIFFUSERS, DType.F32))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("LoRA with a bias");
        corrupt(
                "is no bias of a layer of 4 outputs",
                KOHYA + ".lora_up.weight",
                numbers(4, 2),
                KOHYA + ".lora_down.weight",
                numbers(2, 3),
                KOHYA + ".diff_b",
                numbers(5));
        refused(
                "belong to adapters of different kinds",
                "lora_up.weight",
                numbers(4, 2),
                "lora_down.weight",
                numbers(2, 3),
                "diff",
                numbers(4, 3));
    }

    @Test
    void aTuckerCoreIsMultipliedIntoOneFactor() {
        Seal seal = Seal.open(write(
                KOHYA_CONV + ".lora_down.weight", HostTensor.of(new float[] {1, 2, 3}, 1, 3, 1, 1),
                KOHYA_CONV + ".lora_mid.weight", HostTensor.of(new float[] {1, 10, 100, 1000}, 1, 1, 2, 2),
                KOHYA_CONV + ".lora_up.weight", numbers(4, 1, 1, 1),
                KOHYA_CONV + ".alpha", HostTensor.of(new float[] {2})));
        LoraModule module = (LoraModule) Objects.requireNonNull(seal.modules().get(CONV));
        assertThat(module.down())
                .isEqualTo(
                        HostTensor.of(new float[] {1, 10, 100, 1000, 2, 20, 200, 2000, 3, 30, 300, 3000}, 1, 3, 2, 2));
        assertThat(module.scale()).isEqualTo(2);
    }

    @Test
    void learntWordsOfOneTrainerAreRead() {
        Seal seal = Seal.open(write(
                KOHYA + ".lora_down.weight",
                numbers(2, 3),
                KOHYA + ".lora_up.weight",
                numbers(4, 2),
                "bundle_emb.<my.word>.clip_l",
                numbers(2, 8),
                "bundle_emb.<my.word>.clip_g",
                numbers(2, 12),
                "bundle_emb.other.string_to_param.*",
                numbers(8)));
        assertThat(seal.words())
                .containsExactly(
                        new SealWord("<my.word>", List.of(numbers(2, 8), numbers(2, 12))),
                        new SealWord("other", List.of(numbers(1, 8))));
        assertThat(seal.words().get(0).hash()).hasSize(64);
    }

    @Test
    void whatCannotBeUsedIsLeftOutWhenThatIsAllowed() {
        Path file = write(
                KOHYA + ".lora_down.weight",
                numbers(2, 3),
                KOHYA + ".lora_up.weight",
                numbers(4, 2),
                KOHYA_CONV + ".a1.weight",
                numbers(2, 3),
                KOHYA_CONV + ".alpha",
                numbers(1),
                "foreign",
                numbers(1));
        assertThatThrownBy(() -> Seal.open(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContainingAll("GLoRA is not supported", "foreign", "--lenient");
        Seal seal = Seal.open(file, Leniency.LENIENT);
        assertThat(seal.modules()).containsOnlyKeys(PATH);
        assertThat(seal.leftOut())
                .containsEntry("GLoRA is not supported", List.of(KOHYA_CONV + ".a1.weight"))
                .containsEntry("not understood", List.of("foreign"))
                .containsEntry("belongs to a layer that cannot be used", List.of(KOHYA_CONV + ".alpha"));
        assertThatThrownBy(() -> Seal.open(write("foreign", numbers(1)), Leniency.LENIENT))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("as a seal");
    }

    @Test
    void tensorsThatDoNotGoTogetherAreRefusedByName() {
        refused("belong to adapters of different kinds", "lora_up.weight", numbers(4, 2), "hada_w1_a", numbers(4, 2));
        refused("is there without hada_w1_b", "hada_w1_a", numbers(4, 2));
        refused("do not multiply", loha(numbers(4, 2), numbers(3, 5), numbers(4, 2), numbers(2, 5)));
        refused("do not multiply", loha(numbers(4, 0), numbers(0, 5), numbers(4, 2), numbers(2, 5)));
        refused("they should be alike", loha(numbers(4, 2), numbers(2, 5), numbers(4, 2), numbers(2, 6)));
        refused(
                "do not multiply",
                joined(
                        loha(numbers(2, 4), numbers(2, 5), numbers(2, 4), numbers(2, 5)),
                        "hada_t1",
                        numbers(2, 3, 3, 3),
                        "hada_t2",
                        numbers(2, 2, 3, 3)));
        refused(
                "is there without hada_t2",
                joined(
                        loha(numbers(2, 4), numbers(2, 5), numbers(2, 4), numbers(2, 5)),
                        "hada_t1",
                        numbers(2, 2, 3, 3)));
        refused("whole and in factors", "lokr_w1", numbers(2, 2), "lokr_w1_a", numbers(2, 1), "lokr_w2", numbers(2, 2));
        refused("is there without lokr_w2_a, lokr_w2_b", "lokr_w1", numbers(2, 2));
        refused("shape that no weight has", "lokr_w1", numbers(2, 2, 3, 3), "lokr_w2", numbers(2, 2));
        refused("shape that no weight has", "diff", numbers(2, 2, 3, 1));
        refused("shape that no weight has", "w_norm", numbers(2, 2));
        refused("is no bias of a layer", "diff", numbers(2, 3), "diff_b", numbers(3));
        refused("means nothing beside a full difference", "diff", numbers(2, 3), "alpha", numbers(1));
        refused("means nothing beside a full difference", "diff", numbers(2, 3), "dora_scale", numbers(2, 1));
        refused("have no common rank", "lora_down.weight", numbers(0, 3), "lora_up.weight", numbers(4, 0));
        refused(
                "does not fit between",
                "lora_down.weight",
                numbers(2, 3, 1, 1),
                "lora_up.weight",
                numbers(4, 2, 1, 1),
                "lora_mid.weight",
                numbers(2, 3, 3, 3));
    }

    @Test
    void whatWouldBeEnormousIsRefusedBeforeItIsMade() {
        String words = "more than any layer of Stable Diffusion has";
        refused(words, "lokr_w1", numbers(1 << 11, 1 << 9), "lokr_w2", numbers(1 << 9, 1 << 11));
        refused(words, loha(numbers(1 << 17, 1), numbers(1, 1 << 17), numbers(1 << 17, 1), numbers(1, 1 << 17)));
        refused(
                "does not fit between",
                "lora_down.weight",
                numbers(1000, 2000, 1, 1),
                "lora_up.weight",
                numbers(1, 1000, 1, 1),
                "lora_mid.weight",
                numbers(1000, 1000, 2, 2));
    }

    @Test
    void wordsThatAreIncompleteAreRefused() {
        Object[] layer = {KOHYA + ".lora_down.weight", numbers(2, 3), KOHYA + ".lora_up.weight", numbers(4, 2)};
        corrupt("none for the first", joined(layer, "bundle_emb.w.clip_g", numbers(2, 3)));
        corrupt(
                "more vectors for one",
                joined(layer, "bundle_emb.w.clip_l", numbers(2, 3), "bundle_emb.w.clip_g", numbers(1, 3)));
        corrupt("should be [vectors, width]", joined(layer, "bundle_emb.w.clip_l", numbers(2, 3, 1)));
    }

    private static Object[] loha(HostTensor a1, HostTensor b1, HostTensor a2, HostTensor b2) {
        return new Object[] {"hada_w1_a", a1, "hada_w1_b", b1, "hada_w2_a", a2, "hada_w2_b", b2};
    }

    private static Object[] joined(Object[] first, Object... second) {
        Object[] all = new Object[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private void refused(String words, Object... partsAndTensors) {
        Object[] named = partsAndTensors.clone();
        for (int i = 0; i < named.length; i += 2) {
            named[i] = KOHYA_CONV + "." + named[i];
        }
        corrupt(words, named);
    }

    private void corrupt(String words, Object... namesAndTensors) {
        assertThatThrownBy(() -> Seal.open(write(namesAndTensors)))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining(words);
    }
}
