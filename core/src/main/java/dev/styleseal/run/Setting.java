package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.error.Nearest;
import java.util.Arrays;
import java.util.List;

/**
 * Everything about a training that can be set: the one list behind the options of the command line, the keys of run.toml
 * and the methods of the library.
 */
public enum Setting {
    KIND("kind", Type.TEXT, "what the pictures teach: style, product, character or word"),
    STEPS("steps", Type.WHOLE, "optimizer steps"),
    MINUTES("minutes", Type.NUMBER, "time for training instead of steps; the step count is fixed from measured speed"),
    SIZE("size", Type.TEXT, "side of the training pictures in pixels, 512 or 512x768"),
    RANK("rank", Type.WHOLE, "inner width of the adapter"),
    ALPHA("alpha", Type.NUMBER, "numerator of the adapter's scale alpha / rank"),
    TARGETS(
            "targets",
            Type.TEXT,
            "what the adapter joins: attention, attention+ff, all, all+conv, full, or ends of names such as to_q,to_v"),
    CONV_RANK("conv-rank", Type.TEXT, "rank for convolutions larger than 1x1, or same for that of all"),
    CONV_ALPHA("conv-alpha", Type.TEXT, "alpha for these convolutions, or same for the same scale"),
    RANK_OF(
            "rank-of",
            Type.TEXT,
            "ranks for some layers by the ends of their names, such as to_q=8,ff.net.2=4, or none"),
    ALPHA_OF("alpha-of", Type.TEXT, "alphas for some layers, such as to_q=4, or none"),
    RANK_STABILISED("rank-stabilised", Type.FLAG, "whether the scale is alpha / sqrt(rank)"),
    DORA("dora", Type.FLAG, "whether the lengths of the weights' rows are learnt apart (DoRA; slower)"),
    LORA_DROPOUT("lora-dropout", Type.NUMBER, "share of the adapter's inputs dropped in training"),
    TRAIN_TEXT("train-text", Type.FLAG, "whether the text encoder learns too"),
    LEARNING_RATE("learning-rate", Type.NUMBER, "peak learning rate of the UNet's adapter"),
    TEXT_LEARNING_RATE("text-learning-rate", Type.NUMBER, "peak learning rate of the text encoder's adapter"),
    SCHEDULE("schedule", Type.TEXT, "how the learning rate moves: constant, linear or cosine"),
    WARMUP("warmup", Type.WHOLE, "steps over which the learning rate rises from zero"),
    BATCH("batch", Type.WHOLE, "pictures in one pass"),
    ACCUMULATE("accumulate", Type.WHOLE, "passes in one optimizer step"),
    WEIGHT_DECAY("weight-decay", Type.NUMBER, "AdamW's weight decay"),
    MAX_GRAD_NORM("max-grad-norm", Type.TEXT, "gradients longer than this are shortened to it, or none"),
    MIN_SNR("min-snr", Type.TEXT, "gamma of the min-SNR weighting, or none"),
    NOISE_OFFSET("noise-offset", Type.NUMBER, "strength of the noise offset"),
    CAPTION_DROPOUT("caption-dropout", Type.NUMBER, "share of pictures shown without their caption"),
    FLIP("flip", Type.FLAG, "whether half of the pictures are shown mirrored"),
    CLIP_SKIP("clip-skip", Type.WHOLE, "which layer of the text encoder counts, 1 for the last"),
    SEED("seed", Type.WHOLE, "of all random numbers"),
    DEVICE("device", Type.TEXT, "where the networks compute: auto, cpu, cuda, cuda:N or mps"),
    PRECISION("precision", Type.TEXT, "of the matrix products: auto, float32 or bf16"),
    WEIGHTS(
            "base-weights",
            Type.TEXT,
            "how the base's matrices are kept: auto, full, or stored, as a 16-bit file has them (half the memory, the same seal)"),
    OPERATIONS(
            "operations",
            Type.TEXT,
            "how large operations are carried out: auto, as is fastest on this machine, or fixed, as diffusers does"),
    GRADIENT_CHECKPOINTING(
            "gradient-checkpointing",
            Type.TEXT,
            "whether steps compute again what they could remember, for less memory: auto, on or off"),
    PREDICTION("prediction", Type.TEXT, "what the base predicts: auto, epsilon or v"),
    ZERO_TERMINAL_SNR("zero-terminal-snr", Type.TEXT, "whether the base begins in nothing but noise: auto, on or off"),
    EMA("ema", Type.FLAG, "whether the moving average is taken, where a file has both");

    /** What a value is. */
    public enum Type {
        /** A whole number, {@link Long}. */
        WHOLE,
        /** A number, {@link Double}. */
        NUMBER,
        /** {@link String}. */
        TEXT,
        /** {@link Boolean}. */
        FLAG
    }

    private final String key;
    private final Type type;
    private final String meaning;

    Setting(String key, Type type, String meaning) {
        this.key = key;
        this.type = type;
        this.meaning = meaning;
    }

    /** The name in run.toml and, behind two dashes, on the command line. */
    public String key() {
        return key;
    }

    public Type type() {
        return type;
    }

    /** What it is, for people. */
    public Message meaning() {
        return Message.of(meaning);
    }

    /**
     * The setting of that key.
     *
     * @throws BadInput if there is none
     */
    public static Setting named(String key) {
        List<String> keys = Arrays.stream(values()).map(Setting::key).toList();
        if (!keys.contains(key)) {
            throw new BadInput(
                    "There is no setting {0}. Expected one of {1}. Did you mean {2}?",
                    key, String.join(", ", keys), Nearest.to(key, keys));
        }
        return values()[keys.indexOf(key)];
    }

    /**
     * A value from its text.
     *
     * @throws BadInput if the text is no value of this type
     */
    public Object parse(String text) {
        try {
            return switch (type) {
                case WHOLE -> Long.valueOf(text.strip());
                case NUMBER -> requireNumber(text);
                case TEXT -> text;
                case FLAG -> parseFlag(text);
            };
        } catch (NumberFormatException e) {
            throw new BadInput(
                    e,
                    "--{0} is \"{1}\". Expected {2} ({3}). Correct it or leave it out.",
                    key,
                    text,
                    Message.of(type == Type.WHOLE ? "a whole number" : "a number"),
                    meaning());
        }
    }

    private static Double requireNumber(String text) {
        double value = Double.parseDouble(text.strip());
        if (!Double.isFinite(value)) {
            throw new NumberFormatException(text);
        }
        return value;
    }

    private Boolean parseFlag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new BadInput("--{0} is \"{1}\". Expected true or false ({2}). Correct it.", key, text, meaning());
        }
        return text.equals("true");
    }
}
