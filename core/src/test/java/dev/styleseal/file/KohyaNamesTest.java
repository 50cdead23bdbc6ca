package dev.styleseal.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.styleseal.Reference;
import dev.styleseal.file.SealKey.Part;
import dev.styleseal.weights.LdmNames;
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
    void everyLayerOfStableDiffusionComesBackFromAllDialects() throws IOException {
        for (String model : new String[] {"sd15", "sd21", "sdxl"}) {
            Set<String> paths = paths(model);
            KohyaNames names = model.equals("sdxl") ? KohyaNames.sdxl(LdmNames.STANDARD) : kohya;
            Map<String, String> seen = new HashMap<>();
            for (String path : paths) {
                for (Part part : new Part[] {Part.DOWN, Part.UP, Part.ALPHA, Part.DORA_SCALE}) {
                    SealKey key = new SealKey(path, part);
                    assertThat(names.parse(names.name(key))).as(path).contains(key);
                    assertThat(diffusers.parse(diffusers.name(key))).as(path).contains(key);
                    assertThat(names.parse(diffusers.name(key))).isEmpty();
                    assertThat(diffusers.parse(names.name(key))).isEmpty();
                    assertThat(seen.put(names.name(key), path)).isNull();
                    PeftNames peft = new PeftNames(Component.of(path));
                    assertThat(peft.parse(peft.name(key))).as(path).contains(key);
                }
            }
            System.out.println(model + ": " + paths.size() + " layers named in all dialects and back");
        }
    }

    @Test
    void theLayersOfSdxlInTheOriginalCodeAreThoseOfDiffusers() throws IOException {
        JsonNode lists = tensors("sdxl");
        Set<String> original = layers(lists.path("checkpoint"), "model.diffusion_model.");
        Set<String> mapped = new TreeSet<>();
        for (String layer : original) {
            mapped.add(LdmNames.STANDARD.diffusers(layer).orElse(layer + " has no name"));
            assertThat(LdmNames.STANDARD.diffusers(layer).flatMap(LdmNames.STANDARD::ldm))
                    .contains(layer);
        }
        assertThat(mapped).isEqualTo(layers(lists.path("diffusers").path("unet"), ""));
        assertThat(LdmNames.of(original)).isEqualTo(LdmNames.STANDARD);
        System.out.println("sdxl: " + mapped.size() + " layers of the UNet named by the original blocks");
    }

    private static Set<String> layers(JsonNode tensors, String prefix) {
        Set<String> layers = new TreeSet<>();
        tensors.fieldNames().forEachRemaining(name -> {
            if (name.startsWith(prefix)) {
                layers.add(name.substring(prefix.length(), name.lastIndexOf('.')));
            }
        });
        assertThat(layers).isNotEmpty();
        return layers;
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
            "lora_te3_text_model_encoder_layers_0_self_attn_q_proj.alpha",
            "lora_unet_input_blocks_3_1_proj_in.alpha",
            "lora_unet_input_blocks_4_2_proj_in.alpha",
            "lora_unet_input_blocks_4_0_in_layers_1.alpha",
            "lora_unet_middle_block_3_proj_in.alpha",
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

    private static JsonNode tensors(String model) throws IOException {
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(Reference.folder("tensor-lists").resolve(model + ".json.gz")))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Set<String> paths(String model) throws IOException {
        Set<String> paths = new TreeSet<>();
        JsonNode components = tensors(model).path("diffusers");
        for (Component component : Component.values()) {
            components.path(component.folder()).fieldNames().forEachRemaining(name -> {
                if (!name.endsWith("position_ids")) {
                    paths.add(component.prefix() + name.substring(0, name.lastIndexOf('.')));
                }
            });
        }
        assertThat(paths).isNotEmpty();
        return paths;
    }
}
