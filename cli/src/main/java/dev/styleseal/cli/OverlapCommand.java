package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.cli.health.OverlapPage;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.surgery.BlockOverlap;
import dev.styleseal.surgery.Overlap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code styleseal overlap}: whether seals get in each other's way. */
@Command(
        name = "overlap",
        sortOptions = false,
        description = "Predicts, block by block, whether seals get in each other's way when they are worn together.",
        footer = {
            "",
            "Meeting is 1 where both read the same inputs and write the same outputs, 0 where they do not;",
            "the cosine says whether they then do the same (1), the opposite (-1) or neither (0).",
            "",
            "  styleseal overlap fox.safetensors ink.safetensors"
        })
final class OverlapCommand implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Parameters(arity = "2..*", paramLabel = "SEAL", description = "seals, compared in pairs")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private LenientOption lenient = new LenientOption();

    @Option(order = 80, names = "--json", description = "write all figures as JSON to standard output")
    private boolean json;

    @Option(order = 81, names = "--html", paramLabel = "FILE", description = "write a page with a map of the blocks")
    private @Nullable Path page;

    /** Two seals and how they meet. */
    private record Pair(Path a, Path b, Overlap overlap) {}

    OverlapCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (files.size() < 2) {
            throw new BadInput("There are not two seals. Expected at least two files. Add one.");
        }
        List<Seal> seals = files.stream()
                .map(file -> Seal.open(BasePath.of(file), lenient.leniency()))
                .toList();
        for (int i = 0; i < files.size(); i++) {
            LenientOption.tell(console, files.get(i), seals.get(i));
        }
        List<Pair> pairs = new ArrayList<>();
        try (LayerProgress progress = new LayerProgress(console, Message.of("Layers"))) {
            for (int i = 0; i < files.size(); i++) {
                for (int j = i + 1; j < files.size(); j++) {
                    Overlap overlap =
                            Overlap.of(seals.get(i), seals.get(j), progress::advanced, interruption.cancellation());
                    pairs.add(new Pair(files.get(i), files.get(j), overlap));
                }
            }
        }
        if (json) {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            ArrayNode array = root.putArray("pairs");
            pairs.forEach(pair -> put(array.addObject(), pair));
            LenientOption.put(root, seals);
            console.result(root);
        } else {
            pairs.forEach(this::tell);
        }
        if (page != null) {
            OverlapPage html = new OverlapPage(console.language());
            pairs.forEach(pair -> html.add(pair.a.toString(), pair.b.toString(), pair.overlap));
            html.write(page);
            console.say("The page is {0}.", page);
        }
        return 0;
    }

    private void tell(Pair pair) {
        Overlap overlap = pair.overlap;
        console.result(
                "{0} and {1}: {2} layers in both, {3} only in the first, {4} only in the second",
                pair.a, pair.b, overlap.layers().size(), overlap.onlyA(), overlap.onlyB());
        if (overlap.unlike() > 0) {
            console.result(
                    "{0} {0|layer|layers} of both cannot be compared, since the shapes differ: the seals were made for different bases.",
                    overlap.unlike());
        }
        if (overlap.layers().isEmpty() && overlap.unlike() > 0) {
            return;
        }
        if (overlap.layers().isEmpty()) {
            console.result("They change no layer in common and cannot get in each other's way there.");
            return;
        }
        console.result(
                "  {0}  {1}",
                String.format(Locale.ROOT, "%-22s", console.text(Message.of("block"))),
                Message.of("meeting, cosine, share of the first, of the second"));
        for (BlockOverlap block : overlap.blocks()) {
            console.result(
                    "  {0} {1}  {2}",
                    String.format(Locale.ROOT, "%-22s", block.block().label()),
                    String.format(
                            Locale.ROOT,
                            "%6.3f %6.3f %6.1f %% %6.1f %%",
                            block.meeting(),
                            block.cosine(),
                            100 * block.shareA(),
                            100 * block.shareB()),
                    words(block.prospect()));
        }
        overlap.blocks().stream()
                .filter(block -> block.prospect().compareTo(BlockOverlap.Prospect.SOME) > 0)
                .forEach(block -> advise(pair, block));
        console.result("Altogether: meeting {0}, cosine {1}.", figure(overlap.meeting()), figure(overlap.cosine()));
    }

    private void advise(Pair pair, BlockOverlap block) {
        boolean first = block.shareA() <= block.shareB();
        console.result(
                "Weaken {0} in {1}, which has {2} % of its strength there: --seal {1}:1:{3}=0.5",
                block.block().label(),
                first ? pair.a : pair.b,
                String.format(Locale.ROOT, "%.1f", 100 * Math.min(block.shareA(), block.shareB())),
                part(block));
    }

    /** As block weights call it. */
    private static String part(BlockOverlap block) {
        String name = block.block().name();
        if (name.startsWith("text_encoder")) {
            return name.startsWith("text_encoder_2") ? "text.2" : "text.1";
        }
        return switch (name) {
            case "down_blocks" -> "down." + block.block().number();
            case "up_blocks" -> "up." + block.block().number();
            case "mid_block" -> "mid";
            default -> "unet";
        };
    }

    private static Message words(BlockOverlap.Prospect prospect) {
        return switch (prospect) {
            case INDEPENDENT -> Message.of("independent");
            case SOME -> Message.of("they meet a little");
            case DOUBLE -> Message.of("they do the same, together twice");
            case AGAINST -> Message.of("they undo each other");
            case BLUR -> Message.of("one blurs the other");
        };
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static void put(ObjectNode json, Pair pair) {
        Overlap overlap = pair.overlap;
        json.put("a", pair.a.toString())
                .put("b", pair.b.toString())
                .put("meeting", overlap.meeting())
                .put("cosine", overlap.cosine())
                .put("onlyA", overlap.onlyA())
                .put("onlyB", overlap.onlyB())
                .put("unlike", overlap.unlike());
        ArrayNode blocks = json.putArray("blocks");
        overlap.blocks()
                .forEach(block -> blocks.addObject()
                        .put("block", block.block().label())
                        .put("layers", block.layers())
                        .put("outputs", block.left())
                        .put("inputs", block.right())
                        .put("meeting", block.meeting())
                        .put("cosine", block.cosine())
                        .put("shareA", block.shareA())
                        .put("shareB", block.shareB())
                        .put("prospect", block.prospect().name().toLowerCase(Locale.ROOT)));
        ArrayNode layers = json.putArray("layers");
        overlap.layers()
                .forEach(layer -> layers.addObject()
                        .put("path", layer.path())
                        .put("outputs", layer.left())
                        .put("inputs", layer.right())
                        .put("meeting", layer.meeting())
                        .put("cosine", layer.cosine()));
    }
}
