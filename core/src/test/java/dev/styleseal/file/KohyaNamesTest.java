package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.Reference;
import dev.styleseal.file.SealKey.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class KohyaNamesTest {
    private final KohyaNames kohya = KohyaNames.plain();
    private final DiffusersNames diffusers = new DiffusersNames();

    @Test
    void everyLayerOfStableDiffusion1And2ComesBackFromBothDialects() throws IOException {
        for (String model : new String[] {"sd15", "sd21"}) {
            Set<String> paths = paths(model);
            Map<String, String> seen = new HashMap<>();
            for (String path : paths) {
                for (Part part : Part.values()) {
                    SealKey key = new SealKey(path, part);
                    assertThat(kohya.parse(kohya.name(key))).as(path).contains(key);
                    assertThat(diffusers.parse(diffusers.name(key))).as(path).contains(key);
                    assertThat(kohya.parse(diffusers.name(key))).isEmpty();
                    assertThat(diffusers.parse(kohya.name(key))).isEmpty();
                    assertThat(seen.put(kohya.name(key), path)).isNull();
                }
            }
            System.out.println(model + ": " + paths.size() + " layers named in both dialects and back");
        }
    }

    @Test
    void noSegmentIsMadeOfOtherSegmentsSoEachNameHasOneReading() {
        for (String segment : KohyaNames.SEGMENTS) {
            assertThat(readings(segment.split("_"), 0)).as(segment).isEqualTo(1);
        }
    }

    private static int readings(String[] words, int from) {
        if (from == words.length) {
            return 1;
        }
        int count = words[from].matches("\\d+") ? readings(words, from + 1) : 0;
        for (int to = from + 1; to <= words.length; to++) {
            if (KohyaNames.SEGMENTS.contains(
                    String.join("_", Arrays.asList(words).subList(from, to)))) {
                count += readings(words, to);
            }
        }
        return count;
    }

    @Test
    void theNamesAreThoseOfKohya() {
        String unet = "unet.down_blocks.0.attentions.1.transformer_blocks.0.";
        assertThat(kohya.name(new SealKey(unet + "attn1.to_out.0", Part.DOWN)))
                .isEqualTo("lora_unet_down_blocks_0_attentions_1_transformer_blocks_0_attn1_to_out_0.lora_down.weight");
        assertThat(kohya.name(new SealKey(unet + "ff.net.0.proj", Part.UP)))
                .isEqualTo("lora_unet_down_blocks_0_attentions_1_transformer_blocks_0_ff_net_0_proj.lora_up.weight");
        assertThat(kohya.name(new SealKey("text_encoder.text_model.encoder.layers.11.mlp.fc1", Part.ALPHA)))
                .isEqualTo("lora_te_text_model_encoder_layers_11_mlp_fc1.alpha");
    }

    @Test
    void namesOfNothingAreNotUnderstood() {
        for (String name : new String[] {
            "lora_unet_.alpha",
            "lora_unet_down_blocks_00_attn1_to_q.alpha",
            "lora_unet_down_blocks_0__attn1_to_q.alpha",
            "lora_unet_down_blocks_0_to_x.alpha",
            "lora_unet_down_blocks_0_attn1_to_q",
            "lora_unet_down_blocks_0_attn1_to_q.lora_A.weight",
            "lora_te1_text_model_encoder_layers_0_self_attn_q_proj.alpha",
            "unet..to_q.alpha",
            "vae.encoder.conv_in.alpha",
            "text_model.encoder.layers.0.mlp.fc1.alpha",
            "",
        }) {
            assertThat(kohya.parse(name)).as(name).isEmpty();
            assertThat(diffusers.parse(name)).as(name).isEmpty();
        }
    }

    @Test
    void theOlderNamesOfDiffusersAreUnderstood() {
        String path = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.";
        for (String name : new String[] {
            path + "to_q.lora_A.weight",
            path + "to_q.lora_A.default.weight",
            path + "to_q.lora_A",
            path + "to_q.lora.down.weight",
            path + "processor.to_q_lora.down.weight",
            path.substring(5) + "processor.to_q_lora.down.weight",
        }) {
            assertThat(diffusers.parse(name)).as(name).contains(new SealKey(path + "to_q", Part.DOWN));
        }
        assertThat(diffusers.parse(path + "processor.to_out_lora.up.weight"))
                .contains(new SealKey(path + "to_out.0", Part.UP));
        String text = "text_encoder.text_model.encoder.layers.0.self_attn.";
        for (String name : new String[] {
            text + "out_proj.lora_linear_layer.up.weight",
            text + "to_out_lora.up.weight",
            text + "out_proj.lora_B.weight"
        }) {
            assertThat(diffusers.parse(name)).as(name).contains(new SealKey(text + "out_proj", Part.UP));
        }
        assertThat(diffusers.parse(text + "to_q_lora.up.weight")).contains(new SealKey(text + "q_proj", Part.UP));
    }

    private static Set<String> paths(String model) throws IOException {
        Set<String> paths = new TreeSet<>();
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(Reference.folder("tensor-lists").resolve(model + ".json.gz")))) {
            JsonNode components = new ObjectMapper().readTree(in).path("diffusers");
            for (String component : new String[] {"unet", "text_encoder"}) {
                components.path(component).fieldNames().forEachRemaining(name -> {
                    if (!name.endsWith("position_ids")) {
                        paths.add(component + "." + name.substring(0, name.lastIndexOf('.')));
                    }
                });
            }
        }
        assertThat(paths).isNotEmpty();
        return paths;
    }
}
