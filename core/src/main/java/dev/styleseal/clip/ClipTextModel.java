package dev.styleseal.clip;

import dev.styleseal.error.BadInput;
import dev.styleseal.nn.Embedding;
import dev.styleseal.nn.LayerNorm;
import dev.styleseal.nn.Layers;
import dev.styleseal.nn.Linear;
import dev.styleseal.tensor.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The text model of CLIP (Radford et al. 2021, section 2.4). Holds no memory of its own; used on the engine thread.
 */
public final class ClipTextModel {
    private final ClipConfig config;
    private final Placement placement;
    private final TokenTable tokens;
    private final Embedding positions;
    private final List<ClipLayer> layers;
    private final LayerNorm finalNorm;
    private final Optional<Linear> projection;

    /** Builds the model over the tensors of {@code root}; the caller then calls {@link Layers#finish}. */
    public ClipTextModel(Layers root, ClipConfig config) {
        this.config = config;
        placement = root.placement();
        Layers at = root.at("text_model");
        tokens = new TokenTable(
                at.embedding("embeddings.token_embedding", config.vocabulary(), config.width()), Optional.empty());
        positions = at.embedding("embeddings.position_embedding", config.positions(), config.width());
        layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new ClipLayer(at.at("encoder.layers." + i), config));
        }
        finalNorm = at.layerNorm("final_layer_norm", config.width(), config.eps());
        projection = config.projection().isPresent()
                ? Optional.of(root.linearWithoutBias(
                        "text_projection", config.width(), config.projection().getAsInt()))
                : Optional.empty();
    }

    private ClipTextModel(ClipTextModel known, Embedding learned) {
        config = known.config;
        placement = known.placement;
        tokens = new TokenTable(known.tokens.own(), Optional.of(learned));
        positions = known.positions;
        layers = known.layers;
        finalNorm = known.finalNorm;
        projection = known.projection;
    }

    /**
     * The same model with more words: ids from {@link ClipConfig#vocabulary} on are rows of {@code vectors}.
     *
     * @param vectors [count, width], float32; the model lives in the scope open at the call
     */
    public ClipTextModel withWords(Tensor vectors) {
        return new ClipTextModel(
                this,
                new Embedding(placement.enter(vectors).to(tokens.own().weight().scalar_type())));
    }

    public ClipConfig config() {
        return config;
    }

    /** ids [B, T], int64, T at most {@link ClipConfig#positions}, to all states, in the scope open at the call. */
    public TextStates forward(Tensor ids) {
        List<Tensor> hidden = new ArrayList<>();
        hidden.add(embedded(ids));
        for (ClipLayer layer : layers) {
            hidden.add(layer.forward(hidden.get(hidden.size() - 1)));
        }
        Tensor last = finalNorm.forward(hidden.get(layers.size()));
        Tensor pooled = pooled(last, tokens.ordinary(ids));
        return new TextStates(
                hidden, last, projection.map(linear -> linear.forward(pooled)).orElse(pooled));
    }

    /**
     * The result of one layer.
     *
     * @param clipSkip as users count it: 1 for the last layer, 2 for the last but one, ...
     * @return [B, T, width] before the final norm
     */
    public Tensor hidden(Tensor ids, int clipSkip) {
        if (clipSkip < 1 || clipSkip > layers.size()) {
            throw new BadInput(
                    "Clip skip is {0}. Expected 1 (the last layer) to {1}. Leave it out to use the last layer.",
                    clipSkip, layers.size());
        }
        Tensor h = embedded(ids);
        for (ClipLayer layer : layers.subList(0, layers.size() - clipSkip + 1)) {
            h = layer.forward(h);
        }
        return h;
    }

    /** Applies the final norm to what {@link #hidden} gave. */
    public Tensor normed(Tensor hidden) {
        return finalNorm.forward(hidden);
    }

    private Tensor embedded(Tensor ids) {
        return tokens.forward(placement.enter(ids)).add(positions.weight().narrow(0, 0, ids.size(1)));
    }

    private Tensor pooled(Tensor last, Tensor asked) {
        Tensor ids = placement.enter(asked);
        Tensor end = config.pooledAtHighestId()
                ? ids.to(ScalarType.Int).argmax(new LongOptional(-1), false)
                : ids.eq(new Scalar((long) config.endOfText()))
                        .to(ScalarType.Int)
                        .argmax(new LongOptional(-1), false);
        Tensor index = end.reshape(-1, 1, 1).expand(-1, 1, last.size(2));
        return last.gather(1, index).squeeze(1);
    }
}
