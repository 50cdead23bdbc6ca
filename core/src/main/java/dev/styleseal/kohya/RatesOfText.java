package dev.styleseal.kohya;

import com.fasterxml.jackson.databind.JsonNode;
import dev.styleseal.error.Message;
import java.util.Optional;

/** kohya's text_encoder_lr: a number, or one for each text encoder, of which the first counts here. */
final class RatesOfText {
    private RatesOfText() {}

    static Optional<Double> of(Ledger ledger) {
        return ledger.value("text_encoder_lr").map(value -> {
            JsonNode first = value.isArray() ? value.get(0) : value;
            if (!first.isNumber()) {
                throw ledger.wrong("text_encoder_lr", Message.of("a number, or a list of numbers"));
            }
            return first.doubleValue();
        });
    }

    /** Whether the text encoders have rates of their own. */
    static boolean differ(Ledger ledger) {
        JsonNode value = ledger.value("text_encoder_lr").orElseThrow();
        for (JsonNode each : value) {
            if (!each.equals(value.get(0))) {
                return true;
            }
        }
        return false;
    }
}
