package dev.styleseal.kohya;

import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import dev.styleseal.run.RunKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is said of files that are written: the seal, checkpoints, previews. */
final class SavingKeys {
    private static final String PROMPTS = "sample_prompts";
    private static final String BY_STEPS = "sample_every_n_steps";
    private static final String BY_EPOCHS = "sample_every_n_epochs";

    private final Ledger ledger;
    private final LengthKeys length;

    private SavingKeys(Ledger ledger, LengthKeys length) {
        this.ledger = ledger;
        this.length = length;
    }

    static void read(Ledger ledger, LengthKeys length) {
        SavingKeys keys = new SavingKeys(ledger, length);
        keys.seal();
        keys.checkpoints();
        keys.previews();
        keys.heldOut();
    }

    private void seal() {
        ledger.text("output_name").ifPresent(name -> ledger.take("output_name", Ours.of(RunKey.NAME, name)));
        ledger.text("output_dir")
                .ifPresent(folder -> ledger.leave(
                        "output_dir",
                        Message.of("where a run goes is said on the command line: --output, else runs/NAME")));
        String key = "save_precision";
        switch (ledger.text(key).orElse("")) {
            case "" -> ledger.standard(key, "float", Ours.of(RunKey.SAVE_PRECISION, "fp32"));
            case "float" -> ledger.take(key, Ours.of(RunKey.SAVE_PRECISION, "fp32"));
            case "fp16" -> ledger.take(key, Ours.of(RunKey.SAVE_PRECISION, "fp16"));
            case "bf16" -> ledger.take(key, Ours.of(RunKey.SAVE_PRECISION, "bf16"));
            default -> throw ledger.wrong(key, Message.of("float, fp16 or bf16"));
        }
        if (ledger.has("save_model_as")) {
            if (ledger.text("save_model_as").orElseThrow().equals("safetensors")) {
                ledger.asHere("save_model_as");
            } else {
                ledger.change("save_model_as", Message.of("seals are .safetensors files, in which nothing can be run"));
            }
        }
        metadata();
    }

    private void metadata() {
        Ours ours = Ours.of(RunKey.METADATA, "redacted");
        Message why = Message.of(
                "what was trained and how is written, but not the captions and the names of folders that kohya writes too; --metadata full does");
        if (ledger.flag("no_metadata")) {
            ledger.change("no_metadata", ours, why);
        } else {
            ledger.change(
                    ours, Message.of("no_metadata is not there -> {0} = {1}: {2}", ours.key(), ours.value(), why));
        }
        if (ledger.has("training_comment")) {
            ledger.leave("training_comment", Message.of("the seal's metadata does not say it"));
        }
    }

    private void checkpoints() {
        if (ledger.has("save_every_n_steps")) {
            ledger.take(
                    "save_every_n_steps",
                    Ours.of(
                            RunKey.CHECKPOINT_EVERY,
                            ledger.whole("save_every_n_steps").orElseThrow()));
        }
        String key = "save_every_n_epochs";
        if (ledger.has("save_every_n_steps") && ledger.has(key)) {
            ledger.leave(key, Message.of("save_every_n_steps is there too and is taken alone"));
        } else if (ledger.has(key)) {
            epochs(key, RunKey.CHECKPOINT_EVERY);
        }
        if (ledger.has("save_last_n_epochs")) {
            ledger.change(
                    "save_last_n_epochs",
                    Ours.of(
                            RunKey.KEEP_CHECKPOINTS,
                            ledger.whole("save_last_n_epochs").orElseThrow()),
                    Message.of("as many checkpoints stay; which ones is told with their losses"));
        }
    }

    private void epochs(String key, RunKey ours) {
        int epochs = ledger.whole(key).orElseThrow();
        if (length.perEpoch().isPresent()) {
            ledger.change(key, Ours.of(ours, epochs * length.perEpoch().getAsInt()), length.arithmetic());
        } else {
            ledger.leave(key, Message.of("the pictures are not there to be counted; give --{0}", ours.key()));
        }
    }

    private void previews() {
        List<String> prompts = prompts();
        if (prompts.isEmpty()) {
            for (String key : List.of(BY_STEPS, BY_EPOCHS)) {
                if (ledger.has(key)) {
                    ledger.leave(
                            key,
                            Message.of(
                                    "without prompts there are no previews, as in kohya; --preview-every paints some of the captions"));
                }
            }
            return;
        }
        ledger.change(
                PROMPTS,
                Ours.of(RunKey.PREVIEW_PROMPT, prompts),
                Message.of(
                        "the words alone: previews have the size of the training pictures, seeds from 1, guidance 4 and no negative prompt"));
        if (ledger.has(BY_EPOCHS)) {
            epochs(BY_EPOCHS, RunKey.PREVIEW_EVERY);
            if (ledger.has(BY_STEPS)) {
                ledger.leave(BY_STEPS, Message.of("sample_every_n_epochs goes first, as in kohya"));
            }
        } else if (ledger.has(BY_STEPS)) {
            ledger.take(
                    BY_STEPS,
                    Ours.of(RunKey.PREVIEW_EVERY, ledger.whole(BY_STEPS).orElseThrow()));
        }
    }

    private List<String> prompts() {
        if (!ledger.has(PROMPTS)) {
            return List.of();
        }
        String name = ledger.text(PROMPTS).orElseThrow();
        if (!name.endsWith(".txt")) {
            ledger.leave(PROMPTS, Message.of("prompts are read from .txt files, one a line; give --preview-prompt"));
            return List.of();
        }
        Path file = KohyaFile.beside(ledger.file(), name);
        try {
            List<String> prompts = Files.readAllLines(file).stream()
                    .map(line -> line.strip().split("\\s--[a-z] ", 2)[0].strip())
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
            if (prompts.isEmpty()) {
                ledger.leave(PROMPTS, Message.of("there are no prompts in it"));
            }
            return prompts;
        } catch (IOException e) {
            ledger.leave(PROMPTS, Message.of("it cannot be read: {0}; give --preview-prompt", Reason.of(e)));
            return List.of();
        }
    }

    private void heldOut() {
        String key = "validation_split";
        if (ledger.number(key).orElse(0.0) > 0) {
            ledger.change(
                    key,
                    Ours.of(RunKey.HELD_OUT, "auto"),
                    Message.of("a tenth of the pictures is kept apart, if there are 20 or more"));
        } else if (ledger.has(key)) {
            ledger.take(key, Ours.of(RunKey.HELD_OUT, "none"));
        } else {
            ledger.standard(key, "0", Ours.of(RunKey.HELD_OUT, "none"));
        }
    }
}
