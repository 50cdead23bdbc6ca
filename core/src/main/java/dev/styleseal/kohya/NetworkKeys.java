package dev.styleseal.kohya;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.error.Nearest;
import dev.styleseal.run.RunKey;
import dev.styleseal.run.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is said of the adapter. */
final class NetworkKeys {
    private static final String ARGUMENTS = "network_args";
    private static final String UNET_ONLY = "network_train_unet_only";
    private static final Set<String> OTHER_MODELS =
            Set.of("networks.lora_flux", "networks.lora_sd3", "networks.lora_lumina", "networks.lora_hunyuan_image");

    /** Arguments of networks.lora and of lycoris.kohya that are not done here. */
    private static final Set<String> NOT_DONE = Set.of(
            "rank_dropout",
            "module_dropout",
            "block_dims",
            "block_alphas",
            "conv_block_dims",
            "conv_block_alphas",
            "down_lr_weight",
            "mid_lr_weight",
            "up_lr_weight",
            "block_lr_zero_threshold",
            "loraplus_lr_ratio",
            "loraplus_unet_lr_ratio",
            "loraplus_text_encoder_lr_ratio",
            "preset",
            "factor",
            "use_tucker",
            "use_cp",
            "use_scalar",
            "decompose_both",
            "train_norm",
            "rank_dropout_scale",
            "disable_conv_cp",
            "block_size",
            "constraint",
            "rescaled",
            "full_matrix",
            "bypass_mode",
            "unbalanced_factorization",
            "wd_on_output",
            "unit",
            "ggpo_sigma",
            "ggpo_beta");

    private NetworkKeys() {}

    static void read(Ledger ledger) {
        boolean lycoris = module(ledger);
        size(ledger);
        if (ledger.has("network_dropout")) {
            ledger.change(
                    "network_dropout",
                    Ours.of(
                            Setting.LORA_DROPOUT,
                            ledger.number("network_dropout").orElseThrow()),
                    Message.of(
                            "what is dropped here are the adapter's inputs; kohya drops what its first matrix gives"));
        } else {
            ledger.standard("network_dropout", "0", Ours.of(Setting.LORA_DROPOUT, 0.0));
        }
        boolean convolutions = arguments(ledger, lycoris);
        ledger.standard(
                "targets",
                convolutions ? Message.of("transformers and convolutions") : Message.of("transformers"),
                Ours.of(Setting.TARGETS, convolutions ? "all+conv" : "all"));
        ledger.text("network_weights")
                .ifPresent(file -> ledger.take("network_weights", Ours.of(RunKey.CONTINUE_FROM, file)));
        textEncoder(ledger);
    }

    private static boolean module(Ledger ledger) {
        String key = "network_module";
        String module = ledger.text(key).orElse("");
        if (OTHER_MODELS.contains(module)) {
            throw ledger.wrong(
                    key,
                    Message.of(
                            "a module for Stable Diffusion 1, 2 or XL, such as networks.lora; other models are not trained here"));
        }
        if (module.equals("networks.lora")) {
            ledger.asHere(key);
        } else if (!module.isEmpty()) {
            ledger.leave(key, Message.of("a plain LoRA of the same rank is trained in its place"));
        }
        return module.startsWith("lycoris");
    }

    private static void size(Ledger ledger) {
        if (ledger.flag("dim_from_weights")) {
            ledger.change("dim_from_weights", Message.of("rank and alpha are those of --continue-from"));
            List.of("network_dim", "network_alpha").forEach(key -> {
                if (ledger.has(key)) {
                    ledger.leave(key, Message.of("dim_from_weights says that it is that of the file"));
                }
            });
            return;
        }
        ledger.same("network_dim", Setting.RANK, 4);
        if (ledger.number("network_alpha").orElse(1.0) == 0) {
            ledger.change(
                    "network_alpha",
                    Ours.of(Setting.ALPHA, ledger.whole("network_dim").orElse(4)),
                    Message.of("0 stands for the rank in kohya"));
        } else {
            ledger.same("network_alpha", Setting.ALPHA, 1.0);
        }
    }

    private static boolean arguments(Ledger ledger, boolean lycoris) {
        Map<String, String> arguments = new LinkedHashMap<>();
        for (String argument : ledger.texts(ARGUMENTS)) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw ledger.wrong(ARGUMENTS, Message.of("texts such as conv_dim=8"));
            }
            arguments.put(
                    argument.substring(0, equals).strip(),
                    argument.substring(equals + 1).strip());
        }
        arguments.forEach((key, value) -> argument(ledger, key, value, lycoris));
        ledger.gone(ARGUMENTS);
        boolean convolutions = arguments.containsKey("conv_dim");
        if (convolutions && !arguments.containsKey("conv_alpha")) {
            ledger.standard("conv_alpha", "1", Ours.of(Setting.CONV_ALPHA, "1"));
        }
        return convolutions;
    }

    private static void argument(Ledger ledger, String key, String value, boolean lycoris) {
        switch (key) {
            case "conv_dim" -> ledger.takeArgument(key, value, Ours.of(Setting.CONV_RANK, value));
            case "conv_alpha" -> ledger.takeArgument(key, value, Ours.of(Setting.CONV_ALPHA, value));
            case "dropout" -> ledger.takeArgument(key, value, Ours.of(Setting.LORA_DROPOUT, value));
            case "dora_wd" -> ledger.takeArgument(key, value, Ours.of(Setting.DORA, isTrue(value)));
            case "rs_lora" -> ledger.takeArgument(key, value, Ours.of(Setting.RANK_STABILISED, isTrue(value)));
            case "algo" -> algorithm(ledger, value);
            default -> {
                if (!NOT_DONE.contains(key)) {
                    throw new BadInput(
                            "{0}: network_args has {1}. There is no such argument. Did you mean {2}? Correct it or take it away.",
                            ledger.file(), key, Nearest.to(key, NOT_DONE));
                }
                ledger.leaveArgument(
                        key,
                        value,
                        lycoris
                                ? Message.of("a plain LoRA is trained, without the forms of LyCORIS")
                                : Message.of(
                                        "all layers have the same rate and size here, but for --rank-of and --alpha-of"));
            }
        }
    }

    private static void algorithm(Ledger ledger, String value) {
        if (List.of("lora", "locon").contains(value)) {
            ledger.argumentAsHere("algo", value);
        } else {
            ledger.leaveArgument("algo", value, Message.of("a plain LoRA of the same rank is trained in its place"));
        }
    }

    private static boolean isTrue(String value) {
        return value.equalsIgnoreCase("true") || value.equals("1");
    }

    /** Whether the text encoder stays as it is. */
    static boolean textStays(Ledger ledger) {
        return ledger.flag(UNET_ONLY)
                || ledger.flag("cache_text_encoder_outputs")
                || RatesOfText.of(ledger).filter(rate -> rate == 0).isPresent();
    }

    private static void textEncoder(Ledger ledger) {
        if (ledger.flag("network_train_text_encoder_only")) {
            ledger.leave(
                    "network_train_text_encoder_only",
                    Message.of("the UNet always learns here; the text encoder learns too"));
        }
        boolean noRate = RatesOfText.of(ledger).filter(rate -> rate == 0).isPresent();
        Ours none = Ours.of(Setting.TRAIN_TEXT, false);
        if (ledger.flag(UNET_ONLY)) {
            ledger.take(UNET_ONLY, none);
        } else if (ledger.flag("cache_text_encoder_outputs")) {
            ledger.take("cache_text_encoder_outputs", none);
        } else if (noRate) {
            ledger.change("text_encoder_lr", none, Message.of("at a rate of 0 nothing is learned"));
        } else if (ledger.has(UNET_ONLY)) {
            ledger.take(UNET_ONLY, Ours.of(Setting.TRAIN_TEXT, true));
        } else {
            ledger.standard(UNET_ONLY, "false", Ours.of(Setting.TRAIN_TEXT, true));
        }
        for (String cache : List.of("cache_text_encoder_outputs", "cache_text_encoder_outputs_to_disk")) {
            if (ledger.flag(cache)) {
                ledger.asHere(cache);
            }
        }
    }
}
