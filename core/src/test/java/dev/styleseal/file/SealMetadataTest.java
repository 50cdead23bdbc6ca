package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.styleseal.error.BadInput;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.HostTensor;
import dev.styleseal.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealMetadataTest {
    private static final String PATH = "unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k";

    @TempDir
    Path folder;

    @Test
    void aTrainingTellsWhatOtherProgramsLookFor() {
        TreeMap<String, String> expected = new TreeMap<>();
        expected.put("ss_v2", "False");
        expected.put("ss_base_model_version", "sd_v1");
        expected.put("ss_sd_model_name", "emoji");
        expected.put("ss_new_sd_model_hash", "ab".repeat(32));
        expected.put("ss_clip_skip", "1");
        expected.put("ss_network_module", "networks.lora");
        expected.put("ss_network_dim", "16");
        expected.put("ss_network_alpha", "16.0");
        expected.put("ss_network_dropout", "0.0");
        expected.put("ss_network_args", "{\"targets\":\"all\"}");
        expected.put("ss_learning_rate", "0.0001");
        expected.put("ss_unet_lr", "0.0001");
        expected.put("ss_text_encoder_lr", "5e-05");
        expected.put("ss_optimizer", "AdamW(weight_decay=0.01)");
        expected.put("ss_lr_scheduler", "cosine");
        expected.put("ss_lr_warmup_steps", "40");
        expected.put("ss_batch_size_per_device", "2");
        expected.put("ss_total_batch_size", "6");
        expected.put("ss_gradient_accumulation_steps", "3");
        expected.put("ss_max_grad_norm", "1.0");
        expected.put("ss_min_snr_gamma", "5.0");
        expected.put("ss_noise_offset", "0.0");
        expected.put("ss_mixed_precision", "no");
        expected.put("ss_num_train_images", "32");
        expected.put("ss_resolution", "(64, 48)");
        expected.put("ss_caption_dropout_rate", "0.1");
        expected.put("ss_cache_latents", "True");
        expected.put("ss_flip_aug", "False");
        expected.put("ss_training_started_at", "1763836800.0");
        expected.put("ss_training_finished_at", "1763836923.5");
        expected.put("ss_session_id", "123");
        expected.put("ss_seed", "7");
        expected.put("ss_steps", "400");
        expected.put("ss_max_train_steps", "800");
        expected.put("ss_epoch", "13");
        expected.put("ss_num_epochs", "25");
        expected.put("ss_training_comment", "None");
        expected.put("ss_output_name", "fluent");
        expected.put("ss_tag_frequency", "{\"pictures\":{\"fluent style\":32}}");
        expected.put("modelspec.sai_model_spec", "1.0.1");
        expected.put("modelspec.architecture", "stable-diffusion-v1/lora");
        expected.put("modelspec.implementation", "diffusers");
        expected.put("modelspec.title", "fluent");
        expected.put("modelspec.resolution", "64x48");
        expected.put("modelspec.date", "2025-11-22T18:42:03Z");
        expected.put("modelspec.prediction_type", "epsilon");
        expected.put("modelspec.encoder_layer", "1");
        expected.put("modelspec.trigger_phrase", "fluent style");

        SealMetadata metadata = SealMetadata.of(facts(Optional.of("fluent style")), Privacy.REDACTED);

        assertThat(metadata.texts()).isEqualTo(expected);
        assertThat(metadata.trigger()).contains("fluent style");
        assertThat(metadata.title()).contains("fluent");
        assertThat(metadata.family()).contains(BaseFamily.SD1);
    }

    @Test
    void redactedIsWithoutFoldersAndCaptionsAndFullHasThem() throws IOException {
        Path file = folder.resolve("seal.safetensors");
        seal(SealMetadata.of(facts(Optional.empty()), Privacy.REDACTED)).save(file);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .doesNotContain("secret")
                .contains("\"ss_tag_frequency\":\"{}\"");
        seal(SealMetadata.of(facts(Optional.empty()), Privacy.FULL)).save(file);
        assertThat(Seal.open(file).metadata().text("ss_tag_frequency"))
                .contains("{\"secret folder\":{\"secret caption\":3}}");
    }

    @Test
    void aBaseIsNeverNamedByItsFolder() {
        assertThatThrownBy(() -> new BaseFacts(BaseFamily.SD1, "/home/me/emoji", Optional.empty(), 1))
                .hasMessageContaining("without its folder");
    }

    @Test
    void whatTheMakerWroteIsKeptAndWhatSpeaksOfTheTensorsIsBroughtUpToDate() {
        SealMetadata old = new SealMetadata(new TreeMap<>(Map.of(
                "maker's note",
                "kept",
                "ss_network_dim",
                "99",
                "sshs_model_hash",
                "old",
                "modelspec.sai_model_spec",
                "1.0.0")));
        Path file = folder.resolve("seal.safetensors");
        seal(old).save(file, SealFormat.DIFFUSERS, DType.F32);
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            assertThat(opened.metadata()).containsEntry("format", "pt").containsKey("lora_adapter_metadata");
            assertThat(opened.metadata()).containsEntry("sshs_model_hash", opened.dataSha256());
            assertThat(opened.metadata()).containsEntry("modelspec.hash_sha256", "0x" + opened.dataSha256());
        }
        SealMetadata read = Seal.open(file).metadata();
        assertThat(read.texts()).containsEntry("maker's note", "kept").containsEntry("ss_network_dim", "2");
        Seal.open(file).save(file);
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            // diffusers refuses a file with alpha tensors and this text.
            assertThat(opened.metadata()).doesNotContainKeys("lora_adapter_metadata", "format");
        }
    }

    @Test
    void theOldHashIsThatOfTheFileWithTheTextsOfKohyaAlone() throws Exception {
        float[] values = new float[600_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 2047) / 2048f;
        }
        LoraModule large =
                new LoraModule(PATH, HostTensor.of(values, 1, values.length), HostTensor.of(new float[] {1}, 1, 1), 1);
        TreeMap<String, String> texts = new TreeMap<>(Map.of("ss_v2", "False", "other", "text"));
        Path file = folder.resolve("large.safetensors");
        Seal.of(List.of(large), new SealMetadata(texts)).save(file);
        byte[] bytes = Files.readAllBytes(file);
        TreeMap<String, String> kohya = new TreeMap<>(Seal.open(file).metadata().texts());
        kohya.keySet().removeIf(key -> !key.startsWith("ss_"));
        // The same tensors behind a header with fewer texts, put together by hand.
        StringBuilder header = new StringBuilder("{\"__metadata__\":{");
        kohya.forEach((key, text) ->
                header.append('"').append(key).append("\":\"").append(text).append("\","));
        header.setLength(header.length() - 1);
        String name = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k";
        header.append("},\"" + name + ".alpha\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},\"" + name
                + ".lora_down.weight\":{\"dtype\":\"F16\",\"shape\":[1,600000],\"data_offsets\":[4,1200004]},\"" + name
                + ".lora_up.weight\":{\"dtype\":\"F16\",\"shape\":[1,1],\"data_offsets\":[1200004,1200006]}}");
        int headerBytes = 8 + (header.length() + 7) / 8 * 8;
        int from = bytes.length - 1_200_006 + 0x100000 - headerBytes;
        byte[] window = Arrays.copyOfRange(bytes, from, from + 0x10000);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(window);
        assertThat(Seal.open(file).metadata().text("sshs_legacy_hash"))
                .contains(HexFormat.of().formatHex(hash).substring(0, 8));
    }

    @Test
    void numbersAreWrittenAsPythonWritesThem() {
        Map<Double, String> expected = new TreeMap<>();
        expected.put(1e-4, "0.0001");
        expected.put(5e-5, "5e-05");
        expected.put(1.0, "1.0");
        expected.put(0.1, "0.1");
        expected.put(1e16, "1e+16");
        expected.put(123456.789, "123456.789");
        expected.put(0.00012345, "0.00012345");
        expected.put(-2.5e-7, "-2.5e-07");
        expected.put(1e22, "1e+22");
        expected.put(1.0 / 3, "0.3333333333333333");
        expected.put(0.0, "0.0");
        expected.put(100.0, "100.0");
        expected.put(1763836800.123, "1763836800.123");
        expected.put(9999999999999998.0, "9999999999999998.0");
        expected.put(Double.MIN_VALUE, "5e-324");
        expected.put(Double.MAX_VALUE, "1.7976931348623157e+308");
        expected.forEach(
                (value, text) -> assertThat(PythonText.of((double) value)).isEqualTo(text));
        assertThat(PythonText.of(OptionalDouble.empty())).isEqualTo("None");
        assertThat(PythonText.of(true)).isEqualTo("True");
    }

    @Test
    void theEnvironmentSetsDatesAndIds() {
        Clock system = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_123L), ZoneOffset.UTC);
        SourceDate free = SourceDate.of(Map.of(), system);
        assertThat(free.now()).isEqualTo(system.instant());
        assertThat(free.sessionId(7)).isBetween(0L, 0xffffffffL);
        SourceDate fixed = SourceDate.of(Map.of("SOURCE_DATE_EPOCH", "1763836800"), system);
        assertThat(fixed.now()).isEqualTo(Instant.parse("2025-11-22T18:40:00Z"));
        Clock later = Clock.offset(system, Duration.ofDays(1));
        assertThat(fixed.sessionId(7))
                .isEqualTo(SourceDate.of(Map.of("SOURCE_DATE_EPOCH", "1763836800"), later)
                        .sessionId(7))
                .isNotEqualTo(fixed.sessionId(8));
        for (String bad : new String[] {"", "-1", "1.5", "tomorrow", "999999999999"}) {
            assertThatThrownBy(() -> SourceDate.of(Map.of("SOURCE_DATE_EPOCH", bad), system))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("SOURCE_DATE_EPOCH is \"" + bad + "\"");
        }
    }

    private static Seal seal(SealMetadata metadata) {
        HostTensor down = HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        HostTensor up = HostTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        return Seal.of(List.of(new LoraModule(PATH, down, up, 2)), metadata);
    }

    private static TrainingFacts facts(Optional<String> trigger) {
        return new TrainingFacts(
                "fluent",
                trigger,
                new BaseFacts(BaseFamily.SD1, "emoji", Optional.of("ab".repeat(32)), 1),
                new NetworkFacts(16, 16, 0, new TreeMap<>(Map.of("targets", "all"))),
                new OptimizationFacts(
                        1e-4,
                        OptionalDouble.of(5e-5),
                        "AdamW(weight_decay=0.01)",
                        "cosine",
                        40,
                        2,
                        3,
                        1,
                        OptionalDouble.of(5),
                        0,
                        "no"),
                new PictureFacts(
                        32,
                        64,
                        48,
                        0.1,
                        true,
                        false,
                        new TreeMap<>(Map.of("secret folder", new TreeMap<>(Map.of("secret caption", 3))))),
                new RunFacts(
                        Instant.parse("2025-11-22T18:40:00Z"),
                        Instant.parse("2025-11-22T18:42:03.500Z"),
                        123,
                        7,
                        400,
                        800,
                        13,
                        25,
                        ""));
    }
}
