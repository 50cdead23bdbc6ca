package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.run.Preflight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a training will take, for people and for scripts. */
final class PreflightWords {
    private static final double FEW_SECONDS = 10;

    private PreflightWords() {}

    /** One line for the time, one for the room, one for where all that is known from. */
    static List<Message> lines(Preflight preflight) {
        return List.of(
                time(preflight),
                Message.of("{0}; {1}.", memory(preflight.memory()), disk(preflight.disk())),
                Message.of("Basis: {0}", preflight.basis()));
    }

    private static Message time(Preflight preflight) {
        Preflight.Speed speed = preflight.speed();
        List<Message> parts = new ArrayList<>();
        parts.add(Message.of("a step takes {0}", seconds(speed.step())));
        if (!speed.evaluation().isZero()) {
            parts.add(Message.of("an evaluation {0}", seconds(speed.evaluation())));
        }
        if (!speed.preview().isZero()) {
            parts.add(Message.of("previews {0}", seconds(speed.preview())));
        }
        if (!speed.save().isZero()) {
            parts.add(Message.of("a seal {0}", seconds(speed.save())));
        }
        return Message.of(
                "Pre-flight: {0}. {1} {2} and all that goes with them take {3}.",
                Message.joined(", ", parts),
                Figure.count(preflight.steps()),
                Message.of("{0|step|steps}", preflight.steps()),
                ProgressDisplay.words(preflight.total()));
    }

    private static Message memory(Preflight.Need need) {
        if (need.needed() < 0) {
            return Message.of("Memory was not measured");
        }
        return need.available() < 0
                ? Message.of("Memory {0}", Numbers.bytes(need.needed()))
                : Message.of("Memory {0} of {1}", Numbers.bytes(need.needed()), Numbers.bytes(need.available()));
    }

    private static Message disk(Preflight.Need need) {
        return need.available() < 0
                ? Message.of("disk {0}", Numbers.bytes(need.needed()))
                : Message.of(
                        "disk {0} of {1} that are free", Numbers.bytes(need.needed()), Numbers.bytes(need.available()));
    }

    private static Message seconds(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        return Message.of("{0} s", Figure.decimal(seconds, seconds < FEW_SECONDS ? 2 : 0));
    }

    /** The same numbers, with the names they have in events.jsonl; bytes are -1 where nobody tells. */
    static ObjectNode json(Preflight preflight, Console console) {
        Preflight.Speed speed = preflight.speed();
        return JsonNodeFactory.instance
                .objectNode()
                .put("steps", preflight.steps())
                .put("stepSeconds", decimal(speed.step()))
                .put("evaluationSeconds", decimal(speed.evaluation()))
                .put("previewSeconds", decimal(speed.preview()))
                .put("saveSeconds", decimal(speed.save()))
                .put("totalSeconds", decimal(preflight.total()))
                .put("memoryBytes", preflight.memory().needed())
                .put("memoryAvailable", preflight.memory().available())
                .put("diskBytes", preflight.disk().needed())
                .put("diskAvailable", preflight.disk().available())
                .put("basis", console.text(preflight.basis()));
    }

    private static double decimal(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
