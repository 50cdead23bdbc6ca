package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.surgery.Extraction;
import dev.styleseal.surgery.Truncation;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code styleseal extract}: a seal out of a base and what was tuned from it. */
@Command(
        name = "extract",
        sortOptions = false,
        description =
                "Takes a seal out of two bases: what was learnt between them, layer by layer the best LoRA of its rank.",
        footer = {
            "",
            "  styleseal extract --model tuned.safetensors --base base.safetensors \\",
            "      --output fox.safetensors --rank 32"
        })
final class ExtractCommand implements Callable<Integer> {
    private static final int SHOWN = 5;

    private final Console console;
    private final Interruption interruption;

    @Option(order = 1, names = "--model", paramLabel = "TUNED", description = "the tuned base, folder or file")
    private @Nullable Path model;

    @Option(order = 2, names = "--base", paramLabel = "BASE", description = "what it was tuned from, folder or file")
    private @Nullable Path base;

    @Option(order = 3, names = "--output", paramLabel = "OUT", description = "where the seal goes")
    private @Nullable Path target;

    @Mixin
    private TruncationOptions truncation = new TruncationOptions();

    @Option(
            order = 24,
            names = "--min-difference",
            paramLabel = "N",
            description = "weights none of whose values differ by more are equal; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "0")
    private double minDifference;

    @Option(
            order = 25,
            names = "--full",
            description = "keep what a LoRA cannot hold (norms, biases) as full differences")
    private boolean full;

    @Option(order = 30, names = "--layers", description = "tell of each layer, not of each block")
    private boolean layers;

    @Mixin
    private SealOutput output = new SealOutput();

    ExtractCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (model == null || base == null || target == null) {
            throw new BadInput(
                    "Two bases and a place for the seal are needed. Expected --model, --base and --output. Add what is missing.");
        }
        output.require(target);
        if (full && !output.kohya()) {
            throw new BadInput(
                    "--full keeps differences that only kohya names can say. Expected no other --format beside it. Leave out one of them.");
        }
        Truncation.PerLayer rule = truncation
                .read(Optional.empty())
                .map(TruncationOptions.Wish::rule)
                .map(Truncation.PerLayer.class::cast)
                .orElseThrow(() -> new BadInput(
                        "Nothing says how much is kept. Expected one of --rank, --energy and --ratio. Add one."));
        interruption.guard("Stopping; nothing will be written.");
        Extraction.Extracted found;
        try (LayerProgress progress = new LayerProgress(console, Message.of("Extracting, in million operations"))) {
            found = Extraction.of(
                    BasePath.of(model),
                    BasePath.of(base),
                    rule,
                    minDifference,
                    full ? Extraction.Rest.KEPT : Extraction.Rest.TOLD,
                    progress::advanced,
                    interruption.cancellation());
        }
        tell(target, found, output.write(found.seal(), target));
        return 0;
    }

    private void tell(Path out, Extraction.Extracted found, long written) {
        LossTable table = new LossTable(found.losses());
        if (output.json()) {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("seal", out.toString())
                    .put("bytes", written)
                    .put("equalTensors", found.equal())
                    .put("fullTensors", found.full());
            ArrayNode unheld = json.putArray("unheld");
            found.unheld()
                    .forEach(each ->
                            unheld.addObject().put("tensor", each.tensor()).put("norm", each.norm()));
            table.put(json);
            console.result(json);
            return;
        }
        console.result(
                "{0}: {1}, {2} layers; {3} tensors are equal in both",
                out, Numbers.bytes(written), found.losses().size(), found.equal());
        table.tell(console, layers);
        if (found.full() > 0) {
            console.result("Kept as full differences: {0} tensors (norms, biases).", found.full());
        }
        if (!found.unheld().isEmpty()) {
            console.result(
                    full
                            ? "No seal can hold the differences of {0} tensors (embeddings); the largest:"
                            : "A LoRA cannot hold the differences of {0} tensors (norms, biases, embeddings); the largest:",
                    found.unheld().size());
            found.unheld().stream()
                    .limit(SHOWN)
                    .forEach(each -> console.result("  {0} {1}", each.tensor(), Figure.decimal(each.norm(), 4)));
        }
    }
}
