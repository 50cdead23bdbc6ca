package dev.styleseal.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Message;

/**
 * The config.json of a text encoder, from the shapes of its tensors and its place: the first encoder of Stable Diffusion
 * 1 and XL is OpenAI's CLIP, the others are OpenCLIP's, which differ in their activation (Radford et al. 2021; Cherti et
 * al. 2023). Heads of all published models are 64 wide.
 */
final class TextDescription {
    /** Start and end of a text in CLIP's vocabulary, which ends with them. */
    private static final int VOCABULARY = 49408;

    private TextDescription() {}

    /**
     * The config.
     *
     * @throws dev.styleseal.error.BadInput when shapes cannot tell it
     * @throws dev.styleseal.error.CorruptFile when a tensor that tells is missing
     */
    static ObjectNode of(Shapes shapes, Architecture architecture, Component component) {
        boolean second = component == Component.TEXT_ENCODER_2;
        boolean openClip = second || architecture == Architecture.SD2;
        String embeddings = "text_model.embeddings.";
        int vocabulary = shapes.size(embeddings + "token_embedding.weight", 0);
        int width = shapes.size(embeddings + "token_embedding.weight", 1);
        if (width % UNetDescription.HEAD_WIDTH != 0) {
            throw UNetDescription.unknownHeads(shapes, Message.of("text encoder"), width);
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(className(component));
        // The ids of start and end are those of CLIP's vocabulary; 2 is what old configs say for "the highest id".
        boolean standard = vocabulary == VOCABULARY;
        return json.put("bos_token_id", standard ? VOCABULARY - 2 : 0)
                .put("eos_token_id", standard ? VOCABULARY - 1 : 2)
                .put("hidden_act", openClip ? "gelu" : "quick_gelu")
                .put("hidden_size", width)
                .put("intermediate_size", shapes.size("text_model.encoder.layers.0.mlp.fc1.weight", 0))
                .put("layer_norm_eps", 1e-5)
                .put("max_position_embeddings", shapes.size(embeddings + "position_embedding.weight", 0))
                .put("model_type", "clip_text_model")
                .put("num_attention_heads", width / UNetDescription.HEAD_WIDTH)
                .put("num_hidden_layers", shapes.count("text_model.encoder.layers."))
                .put("pad_token_id", 1)
                .put("projection_dim", second ? shapes.size(OpenClipNames.TEXT_PROJECTION, 0) : width)
                .put("vocab_size", vocabulary);
    }

    /** The class of transformers that the encoder is loaded by. */
    static String className(Component component) {
        return component == Component.TEXT_ENCODER_2 ? "CLIPTextModelWithProjection" : "CLIPTextModel";
    }
}
