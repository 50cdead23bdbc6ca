package dev.styleseal.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Lines of events.jsonl that tell of what was checked: pre-flight, evaluations, choice and self-test. */
final class CheckEventJson {
    private CheckEventJson() {}

    static ObjectNode of(TrainingEvent event, Instant at) {
        if (event instanceof TrainingEvent.Preflighted preflighted) {
            return preflighted(preflighted.preflight(), at);
        }
        if (event instanceof TrainingEvent.Resumed resumed) {
            return EventJson.line("resumed", at).put("step", resumed.step());
        }
        if (event instanceof TrainingEvent.Evaluated evaluated) {
            return evaluated(evaluated, at);
        }
        if (event instanceof TrainingEvent.Snapshotted snapshotted) {
            return EventJson.line("snapshotted", at).put("step", snapshotted.step());
        }
        if (event instanceof TrainingEvent.Chosen chosen) {
            return chosen(chosen.choice(), at);
        }
        if (event instanceof TrainingEvent.RolledBack back) {
            return EventJson.message("rolledBack", back.reason(), at).put("step", back.step());
        }
        SelfTest test = ((TrainingEvent.SelfTested) event).test();
        return EventJson.line("selfTested", at)
                .put("pictures", test.pictures())
                .put("effect", test.effect())
                .put("prediction", test.prediction())
                .put("fileError", test.fileError());
    }

    private static ObjectNode preflighted(Preflight preflight, Instant at) {
        ObjectNode line = EventJson.line("preflighted", at)
                .put("steps", preflight.steps())
                .put("stepSeconds", EventJson.seconds(preflight.speed().step()))
                .put("evaluationSeconds", EventJson.seconds(preflight.speed().evaluation()))
                .put("previewSeconds", EventJson.seconds(preflight.speed().preview()))
                .put("saveSeconds", EventJson.seconds(preflight.speed().save()))
                .put("totalSeconds", EventJson.seconds(preflight.total()))
                .put("memoryBytes", preflight.memory().needed())
                .put("memoryAvailable", preflight.memory().available())
                .put("diskBytes", preflight.disk().needed())
                .put("diskAvailable", preflight.disk().available());
        EventJson.sentence(line, "basis", preflight.basis());
        return line;
    }

    private static ObjectNode evaluated(TrainingEvent.Evaluated evaluated, Instant at) {
        LossScore score = evaluated.score();
        HeldOutComparison change = new HeldOutComparison(evaluated.base().perPicture(), score.perPicture());
        ObjectNode line = EventJson.line("evaluated", at)
                .put("step", score.step())
                .put("heldOut", score.heldOut())
                .put("base", change.baseMean())
                .put("mean", change.sealedMean())
                .put("change", change.relativeChange())
                .put("from", change.interval().from())
                .put("to", change.interval().to());
        ArrayNode losses = line.putArray("losses");
        score.losses().forEach(picture -> {
            ArrayNode each = losses.addArray();
            picture.forEach(each::add);
        });
        return line;
    }

    private static ObjectNode chosen(Choice choice, Instant at) {
        ObjectNode line = EventJson.line("chosen", at)
                .put("step", choice.step())
                .put("lastStep", choice.lastStep())
                .put("claimed", choice.claimed());
        EventJson.sentence(line, "reason", choice.reason());
        ArrayNode candidates = line.putArray("candidates");
        for (Choice.Candidate candidate : choice.candidates()) {
            ObjectNode each = candidates
                    .addObject()
                    .put("step", candidate.step())
                    .put("mean", candidate.mean())
                    .put("behind", candidate.behind())
                    .put("margin", candidate.margin());
            candidate.guard().ifPresent(guard -> {
                each.put("memorised", guard.memorised())
                        .put("nearest", guard.nearest())
                        .put("ordinary", guard.ordinary());
                guard.leak().ifPresent(leak -> each.put("leak", leak));
            });
        }
        return line;
    }
}
