package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Message;
import dev.styleseal.hub.PullPlan;
import dev.styleseal.hub.PullPlan.Skipped;
import dev.styleseal.hub.Pulled;
import dev.styleseal.hub.RepoFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a pull fetches, leaves and has done: in sentences, and as JSON. */
final class PullWords {
    private final Console console;
    private final PullPlan plan;

    PullWords(Console console, PullPlan plan) {
        this.console = console;
        this.plan = plan;
    }

    /** What will be fetched, before it is. */
    void announce() {
        summary().forEach(console::say);
        plan.notes().forEach(console::warn);
    }

    /** The list of files as the result. */
    void list() {
        plan.files()
                .forEach(file ->
                        console.result("{0}  {1}", pad(console.text(Numbers.bytes(file.size()))), file.path()));
        plan.notes().forEach(console::warn);
        summary().forEach(line -> console.result("{0}", line));
    }

    private static String pad(String text) {
        return " ".repeat(Math.max(0, 9 - text.length())) + text;
    }

    private List<Message> summary() {
        List<Message> lines = new ArrayList<>();
        lines.add(Message.of(
                "{0} at commit {1}: {2} {2|file|files}, {3}.",
                plan.name(), plan.commit(), plan.files().size(), Numbers.bytes(plan.bytes())));
        Map<Message, List<RepoFile>> left = new LinkedHashMap<>();
        for (Skipped skipped : plan.skipped()) {
            left.computeIfAbsent(skipped.reason(), reason -> new ArrayList<>()).add(skipped.file());
        }
        left.forEach((reason, files) -> lines.add(Message.of(
                "Left there: {0} {0|file|files}, {1}, {2}.",
                files.size(),
                Numbers.bytes(files.stream().mapToLong(RepoFile::size).sum()),
                reason)));
        return lines;
    }

    /** Before anything was fetched. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("repository", plan.name().repository());
        json.put("revision", plan.name().revision());
        json.put("commit", plan.commit());
        json.put("bytes", plan.bytes());
        ArrayNode files = json.putArray("files");
        plan.files().forEach(file -> add(files, file));
        ArrayNode skipped = json.putArray("skipped");
        plan.skipped()
                .forEach(one ->
                        add(skipped, one.file()).put("reason", one.reason().text()));
        ArrayNode warnings = json.putArray("warnings");
        plan.notes().forEach(note -> warnings.add(console.text(note)));
        return json;
    }

    private static ObjectNode add(ArrayNode to, RepoFile file) {
        ObjectNode node = to.addObject().put("path", file.path());
        file.bytes().ifPresent(bytes -> node.put("bytes", bytes));
        return node;
    }

    /** With what was done. */
    ObjectNode json(Pulled pulled) {
        return json().put("path", pulled.path().toString()).put("fetchedBytes", pulled.fetchedBytes());
    }
}
