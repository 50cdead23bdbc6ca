package dev.styleseal.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.unet.UNetConfig;

/** Published networks whose shapes can be measured without their weights: their model cards' unet/config.json. */
public enum KnownShape {
    SD15("sd15", """
            {"attention_head_dim": 8, "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 768}
            """),
    SDXL("sdxl", """
            {"addition_embed_type": "text_time", "addition_time_embed_dim": 256, "attention_head_dim": [5, 10, 20],
             "block_out_channels": [320, 640, 1280], "cross_attention_dim": 2048,
             "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
             "projection_class_embeddings_input_dim": 2816, "sample_size": 128,
             "transformer_layers_per_block": [1, 2, 10],
             "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
             "use_linear_projection": true}
            """);

    private static final String SCHEDULE = """
            {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000,
             "steps_offset": 1}
            """;

    private final String label;
    private final String config;

    KnownShape(String label, String config) {
        this.label = label;
        this.config = config;
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** The architecture of its UNet. */
    public UNetConfig unet() {
        return UNetConfig.read(ConfigFile.of(json(config), label));
    }

    /** The noise that both were trained with. */
    ScheduleConfig schedule() {
        return ScheduleConfig.of(json(SCHEDULE), label);
    }

    private static ObjectNode json(String text) {
        try {
            return new ObjectMapper().readValue(text, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
