package dev.styleseal.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Message;
import dev.styleseal.file.Verification;
import java.nio.file.Path;
import java.util.List;

/** Who can read an adapter file, in words and for programs. */
final class VerificationWords {
    private static final int MOST_SHOWN = 3;

    private VerificationWords() {}

    static void tell(Console console, Path file, Verification verification) {
        console.result("{0}:", file);
        if (verification.fault().isPresent()) {
            console.result("  LOOK  Style Seal: {0}", verification.fault().get());
        } else {
            console.result("  ok    Style Seal reads every tensor");
        }
        verification.dialects().forEach((format, fault) -> {
            if (fault.isPresent()) {
                console.result("  LOOK  in the form of {0}: {1}", format.label(), fault.get());
            } else {
                console.result("  ok    in the form of {0} it is the same when it is read back", format.label());
            }
        });
        for (Verification.Verdict verdict : verification.verdicts()) {
            tell(console, verdict);
        }
    }

    private static void tell(Console console, Verification.Verdict verdict) {
        String program = verdict.reader().label();
        if (verdict.readsAll()) {
            console.result("  ok    {0} reads every tensor", program);
            return;
        }
        Message what = Message.of(
                verdict.refused() ? "{0} does not read it:" : "{0} reads it in part, or otherwise than it is meant:",
                program);
        console.result("  LOOK  {0}", what);
        verdict.objections().forEach((reason, names) -> {
            List<String> shown = names.subList(0, Math.min(MOST_SHOWN, names.size()));
            console.result(
                    "          {0}: {1} {1|tensor|tensors}, {2}{3}",
                    Message.of(reason),
                    names.size(),
                    String.join(", ", shown),
                    names.size() > MOST_SHOWN ? ", ..." : "");
        });
    }

    static JsonNode json(Path file, Verification verification) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("file", file.toString());
        json.put("usable", verification.fault().isEmpty());
        json.put("fault", verification.fault().map(Message::text).orElse(null));
        ObjectNode dialects = json.putObject("dialects");
        verification
                .dialects()
                .forEach((format, fault) -> dialects.putObject(InspectionJson.small(format))
                        .put("same", fault.isEmpty())
                        .put("fault", fault.map(Message::text).orElse(null)));
        ObjectNode programs = json.putObject("programs");
        for (Verification.Verdict verdict : verification.verdicts()) {
            ObjectNode program = programs.putObject(InspectionJson.small(verdict.reader()))
                    .put("name", verdict.reader().label())
                    .put("verdict", verdict.readsAll() ? "reads-all" : verdict.refused() ? "refuses" : "reads-part");
            ObjectNode objections = program.putObject("objections");
            verdict.objections().forEach((reason, names) -> names.forEach(objections.putArray(reason)::add));
        }
        return json;
    }
}
