package dev.styleseal.kohya;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.Message;
import dev.styleseal.run.Setting;

/** What is said of how the learning rate moves. */
final class ScheduleKeys {
    private static final String SCHEDULE = "lr_scheduler";
    private static final String WARMUP = "lr_warmup_steps";

    private ScheduleKeys() {}

    static void read(Ledger ledger, LengthKeys length) {
        String name = ledger.text(SCHEDULE).orElse("");
        switch (name) {
            case "" -> ledger.standard(SCHEDULE, "constant", Ours.of(Setting.SCHEDULE, "constant"));
            case "constant", "linear", "cosine" -> ledger.take(SCHEDULE, Ours.of(Setting.SCHEDULE, name));
            case "constant_with_warmup" -> change(ledger, "constant", Message.of("--warmup says the rest"));
            case "cosine_with_restarts" -> restarts(ledger);
            case "polynomial" -> polynomial(ledger);
            case "cosine_with_min_lr", "inverse_sqrt", "warmup_stable_decay", "piecewise_constant", "adafactor" ->
                change(ledger, "cosine", Message.of("there are constant, linear and cosine here"));
            default ->
                throw ledger.wrong(
                        SCHEDULE,
                        Message.of(
                                "constant, constant_with_warmup, linear, cosine, cosine_with_restarts or polynomial"));
        }
        warmup(ledger, length, name);
        for (String key : new String[] {"lr_scheduler_num_cycles", "lr_scheduler_power"}) {
            if (ledger.has(key)) {
                if (ledger.number(key).orElseThrow() == 1) {
                    ledger.asHere(key);
                } else {
                    ledger.leave(
                            key,
                            Message.of("there are the schedules constant, linear and cosine, without more parameters"));
                }
            }
        }
    }

    private static void change(Ledger ledger, String ours, Message why) {
        ledger.change(SCHEDULE, Ours.of(Setting.SCHEDULE, ours), why);
    }

    private static void restarts(Ledger ledger) {
        boolean once = ledger.number("lr_scheduler_num_cycles").orElse(1.0) <= 1;
        change(
                ledger,
                "cosine",
                once
                        ? Message.of("with one cycle it is the same")
                        : Message.of("the rate falls once here and does not rise again"));
    }

    private static void polynomial(Ledger ledger) {
        boolean straight = ledger.number("lr_scheduler_power").orElse(1.0) == 1;
        change(
                ledger,
                "linear",
                straight
                        ? Message.of("of power 1 it is the same but for an end at 1e-7")
                        : Message.of("there are no other powers than 1 here"));
    }

    private static void warmup(Ledger ledger, LengthKeys length, String schedule) {
        Ours none = Ours.of(Setting.WARMUP, 0);
        boolean constant = schedule.isEmpty() || schedule.equals("constant");
        double value = ledger.number(WARMUP).orElse(0.0);
        JsonNode written = ledger.value(WARMUP).orElse(null);
        if (written == null) {
            ledger.standard(WARMUP, "0", none);
        } else if (constant && value > 0) {
            ledger.change(
                    WARMUP,
                    none,
                    Message.of("kohya's schedule constant has no warm-up either; constant_with_warmup has"));
        } else if (written.isIntegralNumber() || value == 0 || value >= 1) {
            ledger.take(WARMUP, Ours.of(Setting.WARMUP, (long) value));
        } else if (length.steps().isPresent()) {
            int steps = (int) (value * length.steps().getAsInt());
            ledger.change(
                    WARMUP,
                    Ours.of(Setting.WARMUP, steps),
                    Message.of(
                            "a number below 1 is a share of the {0} steps",
                            length.steps().getAsInt()));
        } else {
            ledger.leave(WARMUP, Message.of("a share of steps that are not known; the warm-up is derived"));
        }
    }
}
