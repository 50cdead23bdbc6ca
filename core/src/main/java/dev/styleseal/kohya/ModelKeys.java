package dev.styleseal.kohya;

import dev.styleseal.error.Message;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.Setting;

/** What is said of the base. */
final class ModelKeys {
    private ModelKeys() {}

    static void read(Ledger ledger) {
        ledger.text("pretrained_model_name_or_path")
                .ifPresent(model -> ledger.take("pretrained_model_name_or_path", Ours.of(RunKey.MODEL, model)));
        ledger.text("vae").ifPresent(vae -> ledger.take("vae", Ours.of(RunKey.VAE, vae)));
        if (ledger.flag("v2")) {
            ledger.change("v2", Message.of("which version a base is of is told here by its own shapes"));
        }
        told(ledger, "v_parameterization", Setting.PREDICTION, "v", "epsilon");
        told(ledger, "zero_terminal_snr", Setting.ZERO_TERMINAL_SNR, "on", "off");
        precision(ledger);
        String checkpointing = "gradient_checkpointing";
        if (ledger.has(checkpointing)) {
            ledger.take(
                    checkpointing, Ours.of(Setting.GRADIENT_CHECKPOINTING, ledger.flag(checkpointing) ? "on" : "off"));
        }
    }

    private static void told(Ledger ledger, String key, Setting setting, String yes, String no) {
        if (ledger.has(key)) {
            ledger.take(key, Ours.of(setting, ledger.flag(key) ? yes : no));
        } else {
            ledger.change(Message.of(
                    "{0} is not there: {1} is what the base itself says; kohya takes {2}", key, setting.key(), no));
        }
    }

    private static void precision(Ledger ledger) {
        String key = "mixed_precision";
        String asked = ledger.text(key).orElse("");
        switch (asked) {
            case "" -> ledger.standard(key, "no", Ours.of(Setting.PRECISION, "float32"));
            case "no" -> ledger.take(key, Ours.of(Setting.PRECISION, "float32"));
            case "bf16" -> ledger.take(key, Ours.of(Setting.PRECISION, "bf16"));
            case "fp16" ->
                ledger.change(
                        key,
                        Ours.of(Setting.PRECISION, "auto"),
                        Message.of(
                                "gradients leave the range of fp16; auto takes bf16, which needs as little memory, where it is fast, else float32"));
            case "fp8" ->
                ledger.change(
                        key,
                        Ours.of(Setting.PRECISION, "auto"),
                        Message.of("there is no fp8 here; auto takes bf16 where it is fast, else float32"));
            default -> throw ledger.wrong(key, Message.of("no, fp16, bf16 or fp8"));
        }
    }
}
