package dev.styleseal.kohya;

import dev.styleseal.error.Message;
import dev.styleseal.run.Setting;
import java.util.Locale;
import java.util.Set;

/** What is said of the optimizer and its rates. */
final class OptimizerKeys {
    private static final String RATE = "learning_rate";
    private static final double KOHYAS_RATE = 2e-6;
    private static final Set<String> SAME_IN_FEWER_BITS =
            Set.of("adamw8bit", "pagedadamw8bit", "pagedadamw", "pagedadamw32bit");

    private OptimizerKeys() {}

    static void read(Ledger ledger, LengthKeys length) {
        boolean adamW = optimizer(ledger);
        if (adamW) {
            rates(ledger);
        } else {
            leaveRates(ledger);
        }
        arguments(ledger, adamW);
        if (ledger.number("max_grad_norm").orElse(1.0) == 0) {
            ledger.change(
                    "max_grad_norm", Ours.of(Setting.MAX_GRAD_NORM, "none"), Message.of("0 stands for none in kohya"));
        } else {
            text(ledger, "max_grad_norm", Setting.MAX_GRAD_NORM, "1");
        }
        ScheduleKeys.read(ledger, length);
    }

    /** A number whose setting may also be a word. */
    static void text(Ledger ledger, String key, Setting setting, String standard) {
        if (ledger.has(key)) {
            double value = ledger.number(key).orElseThrow();
            ledger.take(
                    key,
                    Ours.of(setting, value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value)));
        } else {
            ledger.standard(key, standard, Ours.of(setting, standard));
        }
    }

    private static boolean optimizer(Ledger ledger) {
        String key = "optimizer_type";
        String type = ledger.text(key).orElse("");
        String name = type.toLowerCase(Locale.ROOT);
        boolean lion = ledger.flag("use_lion_optimizer");
        if (lion) {
            ledger.leave(
                    "use_lion_optimizer",
                    Message.of("there is no Lion here; AdamW learns in its place, at the rate of the recipe"));
        }
        if (ledger.flag("use_8bit_adam")) {
            ledger.change(
                    "use_8bit_adam",
                    Message.of(
                            "AdamW keeps its moments in 32 bits here, which is exacter and of little weight for an adapter"));
        }
        if (SAME_IN_FEWER_BITS.contains(name)) {
            ledger.change(
                    key,
                    Message.of(
                            "AdamW keeps its moments in 32 bits here, which is exacter and of little weight for an adapter"));
        } else if (name.equals("adamw")) {
            ledger.asHere(key);
        } else if (!name.isEmpty()) {
            ledger.leave(
                    key, Message.of("there is AdamW alone here; it learns in its place, at the rate of the recipe"));
            return false;
        }
        return !lion;
    }

    private static void rates(Ledger ledger) {
        double rate = ledger.number(RATE).orElse(KOHYAS_RATE);
        if (ledger.has("unet_lr")) {
            ledger.same("unet_lr", Setting.LEARNING_RATE, rate);
            if (ledger.has(RATE) && ledger.has("text_encoder_lr")) {
                ledger.change(RATE, Message.of("unet_lr and text_encoder_lr go first, as in kohya"));
            }
        } else {
            ledger.same(RATE, Setting.LEARNING_RATE, KOHYAS_RATE);
        }
        if (ledger.number("unet_lr").orElse(rate) == 0) {
            ledger.leave(
                    Message.of(
                            "a rate of 0: the UNet always learns here, so that nothing comes of this file as it is; give --learning-rate"));
        }
        if (NetworkKeys.textStays(ledger)) {
            noRateOfText(ledger);
            return;
        }
        if (RatesOfText.of(ledger).isEmpty()) {
            Ours ours = Ours.of(Setting.TEXT_LEARNING_RATE, rate);
            if (ledger.has(RATE) && ledger.has("unet_lr")) {
                ledger.take(RATE, ours);
            } else {
                ledger.standard("text_encoder_lr", RATE, ours);
            }
            return;
        }
        Ours ours = Ours.of(Setting.TEXT_LEARNING_RATE, RatesOfText.of(ledger).orElseThrow());
        if (RatesOfText.differ(ledger)) {
            ledger.change(
                    "text_encoder_lr", ours, Message.of("both text encoders learn at one rate, that of the first"));
        } else {
            ledger.take("text_encoder_lr", ours);
        }
    }

    private static void noRateOfText(Ledger ledger) {
        Message why = Message.of("a rate of the text encoder, which does not learn");
        if (RatesOfText.of(ledger).filter(rate -> rate > 0).isPresent()) {
            ledger.leave("text_encoder_lr", why);
        } else if (RatesOfText.of(ledger).isEmpty() && ledger.has(RATE) && ledger.has("unet_lr")) {
            ledger.leave(RATE, why);
        }
    }

    private static void leaveRates(Ledger ledger) {
        for (String key : new String[] {RATE, "unet_lr", "text_encoder_lr"}) {
            if (ledger.has(key)) {
                ledger.leave(
                        key,
                        Message.of(
                                "a rate for another optimizer says nothing of AdamW's; that of the recipe is taken"));
            }
        }
    }

    private static void arguments(Ledger ledger, boolean adamW) {
        boolean decays = false;
        for (String argument : ledger.texts("optimizer_args")) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw ledger.wrong("optimizer_args", Message.of("texts such as weight_decay=0.01"));
            }
            String key = argument.substring(0, equals).strip();
            String value = argument.substring(equals + 1).strip();
            String plain = value.replaceAll("[\\s\\[\\]()\"]", "");
            if (!adamW) {
                ledger.leaveArgument(key, value, Message.of("it is said of another optimizer"));
            } else if (key.equals("weight_decay")) {
                decays = true;
                ledger.takeArgument(key, value, Ours.of(Setting.WEIGHT_DECAY, plain));
            } else if ((key.equals("betas") && plain.matches("0?\\.90*,0?\\.9990*"))
                    || (key.equals("eps") && plain.matches("1e-0?8"))) {
                ledger.argumentAsHere(key, value);
            } else {
                ledger.leaveArgument(
                        key, value, Message.of("AdamW has betas 0.9 and 0.999 and eps 1e-8 here, and --weight-decay"));
            }
        }
        if (ledger.has("optimizer_args")) {
            ledger.gone("optimizer_args");
        }
        if (adamW && !decays) {
            ledger.standard("weight_decay", "0.01", Ours.of(Setting.WEIGHT_DECAY, 0.01));
        }
    }
}
