package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.lora.Leniency;
import picocli.CommandLine.Option;

/** Whether what cannot be used of a seal may be left out; it is told then. */
final class LenientOption {
    @Option(order = 70, names = "--lenient", description = "leave out what cannot be used of a seal, and tell it")
    private boolean lenient;

    Leniency leniency() {
        return lenient ? Leniency.LENIENT : Leniency.STRICT;
    }

    /** Says on standard error what was left out of a seal's file. */
    static void tell(Console console, Object name, Seal seal) {
        seal.leftOut()
                .forEach((reason, names) -> console.warn(Message.of(
                        "Of {0}, {1} {1|tensor is|tensors are} left out, such as {2}: {3}.",
                        name, names.size(), names.get(0), Message.of(reason))));
    }

    /** Adds the names of all tensors that were left out of some seals, by reason. */
    static void put(ObjectNode json, Iterable<Seal> seals) {
        ObjectNode leftOut = json.putObject("leftOut");
        for (Seal seal : seals) {
            seal.leftOut().forEach((reason, names) -> {
                ArrayNode list =
                        leftOut.withArray("/" + reason.replace("~", "~0").replace("/", "~1"));
                names.forEach(list::add);
            });
        }
    }
}
