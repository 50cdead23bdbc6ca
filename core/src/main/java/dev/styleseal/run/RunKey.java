package dev.styleseal.run;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import java.util.Arrays;
import java.util.List;

/** What makes a run beside its {@link Setting}s: what is learned, from what, and what is written. */
public enum RunKey {
    MODEL("model", Type.TEXT, "the base model: a diffusers folder or one file"),
    VAE("vae", Type.TEXT, "file or folder of another VAE"),
    TEXT_ENCODER("text-encoder", Type.TEXTS, "the same of text encoders that the base lacks"),
    BASE_CONFIG("base-config", Type.TEXT, "diffusers folder that describes an unusual file"),
    PICTURES("pictures", Type.TEXT, "folder of pictures, each with a .txt caption or none"),
    CAPTION("caption", Type.TEXT, "caption of pictures that have no .txt"),
    TRIGGER("trigger", Type.TEXT, "the word that will call the seal"),
    NAME("name", Type.TEXT, "name of the seal"),
    CONTINUE_FROM("continue-from", Type.TEXT, "a seal to go on from, instead of a fresh one"),
    HELD_OUT("held-out", Type.TEXT, "pictures that are measured and never learned: auto, none or a folder"),
    EVALUATE_EVERY("evaluate-every", Type.WHOLE, "steps between measurements of the loss, 0 for none"),
    CHECKPOINT_EVERY("checkpoint-every", Type.WHOLE, "steps between further checkpoints, 0 for none"),
    KEEP_CHECKPOINTS("keep-checkpoints", Type.WHOLE, "how many checkpoints stay, 0 for all"),
    EARLY_STOP("early-stop", Type.WHOLE, "end after so many measurements without a better one, 0 for never"),
    PREVIEW_EVERY("preview-every", Type.WHOLE, "steps between previews, 0 for none"),
    PREVIEW_PROMPT("preview-prompt", Type.TEXTS, "what previews show"),
    SNAPSHOT_EVERY("snapshot-every", Type.WHOLE, "seconds between snapshots to resume from, 0 for every step"),
    FORMAT("format", Type.TEXT, "names in the file: kohya, diffusers or peft (a folder)"),
    SAVE_PRECISION("save-precision", Type.TEXT, "fp16, bf16 or fp32"),
    METADATA("metadata", Type.TEXT, "what the seal tells of its pictures: redacted or full");

    /** What a value is. */
    public enum Type {
        /** {@link String}. */
        TEXT,
        /** A list of {@link String}. */
        TEXTS,
        /** A whole number, {@link Integer}. */
        WHOLE
    }

    private final String key;
    private final Type type;
    private final String meaning;

    RunKey(String key, Type type, String meaning) {
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

    /** All keys, in order. */
    static List<String> keys() {
        return Arrays.stream(values()).map(RunKey::key).toList();
    }

    /** Refuses a value of another type. */
    Object checked(Object value) {
        boolean right = switch (type) {
            case TEXT -> value instanceof String;
            case TEXTS -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            case WHOLE -> value instanceof Integer;
        };
        if (!right) {
            throw new BadInput(
                    "{0} is {1}. Expected {2} ({3}). Correct it or leave it out.",
                    key,
                    value,
                    Message.of(
                            switch (type) {
                                case TEXT -> "a text";
                                case TEXTS -> "a list of texts";
                                case WHOLE -> "a whole number";
                            }),
                    meaning());
        }
        return value;
    }
}
