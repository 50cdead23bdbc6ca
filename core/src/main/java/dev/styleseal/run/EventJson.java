package dev.styleseal.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Message;
import dev.styleseal.train.StepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Lines of events.jsonl. The names of files that an event led to are added by whoever wrote them. */
final class EventJson {
    private EventJson() {}

    static ObjectNode of(TrainingEvent event, Instant at) {
        if (event instanceof TrainingEvent.Planned planned) {
            return planned(planned.plan(), planned.pictures(), at);
        }
        if (event instanceof TrainingEvent.Warned warned) {
            return message("warned", warned.warning(), at);
        }
        if (event instanceof TrainingEvent.Encoding encoding) {
            return line("encoding", at).put("done", encoding.done()).put("total", encoding.total());
        }
        if (event instanceof TrainingEvent.Started started) {
            return started(started, at);
        }
        if (event instanceof TrainingEvent.Stepped stepped) {
            return stepped(stepped, at);
        }
        if (event instanceof TrainingEvent.Calibrating calibrating) {
            return line("calibrating", at).put("share", calibrating.share());
        }
        if (event instanceof TrainingEvent.Calibrated calibrated) {
            ObjectNode line = line("calibrated", at)
                    .put("operations", calibrated.plan().text())
                    .put("savedSeconds", calibrated.saved());
            sentence(line, "reason", calibrated.reason());
            return line;
        }
        if (event instanceof TrainingEvent.Previewed previewed) {
            return line("previewed", at)
                    .put("step", previewed.step())
                    .put("prompt", previewed.prompt())
                    .put("seed", previewed.seed());
        }
        if (event instanceof TrainingEvent.Checkpointed checkpointed) {
            return line("checkpointed", at).put("step", checkpointed.step());
        }
        if (event instanceof TrainingEvent.Finished finished) {
            return finished(finished, at);
        }
        return CheckEventJson.of(event, at);
    }

    private static ObjectNode finished(TrainingEvent.Finished finished, Instant at) {
        return line("finished", at)
                .put("steps", finished.steps())
                .put("interrupted", finished.interrupted())
                .put("elapsedSeconds", seconds(finished.elapsed()));
    }

    /** An event that is a sentence; pattern and arguments stand apart so that it can be shown in another language. */
    static ObjectNode message(String event, Message message, Instant at) {
        return MessageJson.put(line(event, at), message);
    }

    /** A sentence inside an event, under {@code field}. */
    static void sentence(ObjectNode line, String field, Message message) {
        MessageJson.put(line.putObject(field), message);
    }

    private static ObjectNode planned(Plan plan, HeldOutSplit pictures, Instant at) {
        ObjectNode line = line("planned", at)
                .put("pictures", plan.pictures())
                .put("width", plan.width())
                .put("height", plan.height());
        ArrayNode withheld = line.putArray("withheld");
        pictures.withheld()
                .forEach(picture -> withheld.add(String.valueOf(picture.file().getFileName())));
        sentence(line, "withheldReason", pictures.reason());
        ObjectNode settings = line.putObject("settings");
        for (Map.Entry<Setting, Object> entry : plan.settings().values().entrySet()) {
            settings.putPOJO(entry.getKey().key(), entry.getValue());
        }
        ObjectNode reasons = line.putObject("reasons");
        for (Setting setting : plan.settings().values().keySet()) {
            Message reason = plan.reasons().get(setting);
            if (reason != null) {
                sentence(reasons, setting.key(), reason);
            }
        }
        return line;
    }

    private static ObjectNode started(TrainingEvent.Started started, Instant at) {
        ObjectNode line = line("started", at)
                .put("adapterParameters", started.adapterParameters())
                .put("baseParameters", started.baseParameters())
                .put("engine", started.engine().text());
        sentence(line, "engineSentence", started.engine());
        return line;
    }

    private static ObjectNode stepped(TrainingEvent.Stepped stepped, Instant at) {
        StepReport report = stepped.report();
        return line("stepped", at)
                .put("step", report.step())
                .put("steps", stepped.steps())
                .put("loss", report.loss())
                .put("learningRate", report.learningRate())
                .put("gradientNorm", report.gradientNorm())
                .put("pictures", report.pictures())
                .put("elapsedSeconds", seconds(stepped.elapsed()))
                .put("leftSeconds", seconds(stepped.left()));
    }

    static ObjectNode line(String event, Instant at) {
        return JsonNodeFactory.instance.objectNode().put("event", event).put("at", at.toString());
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
