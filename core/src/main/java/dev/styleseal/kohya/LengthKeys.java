package dev.styleseal.kohya;

import dev.styleseal.error.Message;
import dev.styleseal.run.Setting;
import java.util.OptionalInt;

/**
 * What is said of the length of a training.
 *
 * @param perEpoch optimizer steps of an epoch of kohya's, where the pictures can be counted
 * @param steps of all, where they are known
 * @param arithmetic how the steps of an epoch come about
 */
record LengthKeys(OptionalInt perEpoch, OptionalInt steps, Message arithmetic) {
    private static final int STEPS = 1600;

    static LengthKeys read(Ledger ledger, PictureKeys pictures) {
        int batch = one(ledger, "train_batch_size", Setting.BATCH);
        int accumulation = one(ledger, "gradient_accumulation_steps", Setting.ACCUMULATE);
        OptionalInt perEpoch = OptionalInt.empty();
        Message arithmetic = Message.of("");
        if (pictures.count().isPresent()) {
            int count = pictures.count().getAsInt();
            int batches = ratio(count * pictures.repeats(), batch);
            perEpoch = OptionalInt.of(ratio(batches, accumulation));
            arithmetic = Message.of(
                    "{0} pictures x {1} repeats / {2} a pass / {3} passes a step = {4} steps an epoch",
                    count, pictures.repeats(), batch, accumulation, perEpoch.getAsInt());
        }
        return new LengthKeys(perEpoch, steps(ledger, perEpoch, arithmetic), arithmetic);
    }

    private static int one(Ledger ledger, String key, Setting setting) {
        ledger.same(key, setting, 1);
        int value = ledger.whole(key).orElse(1);
        if (value < 1) {
            throw ledger.wrong(key, Message.of("a whole number from 1"));
        }
        return value;
    }

    private static OptionalInt steps(Ledger ledger, OptionalInt perEpoch, Message arithmetic) {
        OptionalInt steps = OptionalInt.empty();
        if (ledger.has("max_train_epochs")) {
            int epochs = ledger.whole("max_train_epochs").orElseThrow();
            if (perEpoch.isPresent()) {
                steps = OptionalInt.of(epochs * perEpoch.getAsInt());
                ledger.change("max_train_epochs", Ours.of(Setting.STEPS, steps.getAsInt()), arithmetic);
            } else {
                ledger.leave(
                        "max_train_epochs",
                        Message.of(
                                "the pictures are not there to be counted, so that steps are derived here; else give --steps"));
            }
            if (ledger.has("max_train_steps")) {
                ledger.leave("max_train_steps", Message.of("max_train_epochs goes first, as in kohya"));
            }
        } else if (ledger.trains()) {
            ledger.same("max_train_steps", Setting.STEPS, STEPS);
            steps = OptionalInt.of(ledger.whole("max_train_steps").orElse(STEPS));
        }
        return steps;
    }

    private static int ratio(int whole, int parts) {
        return (whole + parts - 1) / parts;
    }
}
