package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.Message;
import dev.styleseal.file.Block;
import dev.styleseal.surgery.LayerLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What layers lost, block by block or each. */
record LossTable(List<LayerLoss> losses) {
    LossTable {
        losses = List.copyOf(losses);
    }

    /** Share of the norm of all layers together that was lost. */
    double total() {
        return share(losses);
    }

    private static double share(List<LayerLoss> some) {
        double lost =
                some.stream().mapToDouble(loss -> loss.lost() * loss.lost()).sum();
        double all =
                some.stream().mapToDouble(loss -> loss.norm() * loss.norm()).sum();
        return all == 0 ? 0 : Math.sqrt(lost / all);
    }

    /** @param layers whether each layer gets a line, else each block */
    void tell(Console console, boolean layers) {
        console.result("Lost of the norm (Frobenius), the least that these ranks allow:");
        Map<Block, List<LayerLoss>> blocks = new TreeMap<>();
        losses.forEach(loss -> blocks.computeIfAbsent(Block.of(loss.path()), block -> new ArrayList<>())
                .add(loss));
        blocks.forEach((block, some) -> {
            if (layers) {
                some.forEach(loss -> line(console, loss.path(), List.of(loss)));
            } else {
                line(console, block.label(), some);
            }
        });
        line(console, console.text(Message.of("all layers")), losses);
        told(console, LayerLoss.Way.LEFT_OUT, "{0} layers were left out whole, the first is {1}.");
        told(
                console,
                LayerLoss.Way.NOT_LOW_RANK,
                "{0} layers cannot be a LoRA and stay as they are, the first is {1}.");
    }

    private static void line(Console console, String name, List<LayerLoss> some) {
        console.result(
                "  {0} {1} %  {2}",
                String.format(Locale.ROOT, "%-22s", name),
                String.format(Locale.ROOT, "%7.3f", 100 * share(some)),
                Message.of("rank {0} of {1}", range(some, false), range(some, true)));
    }

    private static String range(List<LayerLoss> some, boolean before) {
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (LayerLoss loss : some) {
            least = Math.min(least, before ? loss.before() : loss.after());
            most = Math.max(most, before ? loss.before() : loss.after());
        }
        return least == most ? String.valueOf(most) : least + "-" + most;
    }

    private void told(Console console, LayerLoss.Way way, String pattern) {
        List<LayerLoss> such = losses.stream().filter(loss -> loss.way() == way).toList();
        if (!such.isEmpty()) {
            console.result(pattern, such.size(), such.get(0).path());
        }
    }

    /** Adds {@code lost} and {@code layers}. */
    void put(ObjectNode json) {
        json.put("lost", total());
        ArrayNode layers = json.putArray("layers");
        for (LayerLoss loss : losses) {
            layers.addObject()
                    .put("path", loss.path())
                    .put("rankBefore", loss.before())
                    .put("rank", loss.after())
                    .put("norm", loss.norm())
                    .put("lost", loss.lost())
                    .put("relative", loss.relative())
                    .put("way", loss.way().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }
}
