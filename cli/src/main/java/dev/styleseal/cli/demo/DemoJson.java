package dev.styleseal.cli.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.run.HeldOutComparison;
import dev.styleseal.score.Leak;
import java.util.OptionalDouble;

/** The demo's figures as one JSON object. Times are seconds, sizes bytes; what could not be measured is null. */
final class DemoJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DemoJson() {}

    static ObjectNode of(DemoResult result, DemoFigures figures) {
        ObjectNode root = JSON.createObjectNode();
        root.put("seal", result.seal().toString());
        root.put("report", result.report().toString());
        root.put("sheet", result.sheet().toString());
        training(root.putObject("training"), figures);
        heldOut(root.putObject("heldOutLoss"), figures.heldOut());
        palette(root.putObject("paletteDistance"), figures.palette());
        leak(root.putObject("leak"), figures.leak());
        root.putObject("bytes")
                .put("seal", figures.sizes().seal())
                .put("base", figures.sizes().base());
        root.putObject("baseSha256")
                .put("before", figures.fingerprints().before())
                .put("after", figures.fingerprints().after());
        ObjectNode seconds = root.putObject("seconds");
        figures.phases()
                .forEach(phase -> seconds.put(phase.key(), phase.duration().toMillis() / 1000.0));
        root.putObject("machine")
                .put("processor", figures.machine().processor())
                .put("cores", figures.machine().cores())
                .put("memoryBytes", figures.machine().memoryBytes())
                .put("system", figures.machine().system())
                .put("java", figures.machine().java())
                .put("engine", figures.training().started().engine().text());
        return root;
    }

    private static void training(ObjectNode node, DemoFigures figures) {
        node.put("steps", figures.training().losses().size());
        node.put("seconds", figures.training().duration().toMillis() / 1000.0);
        node.put("secondsPerStep", figures.secondsPerStep());
        node.put("adapterParameters", figures.training().started().adapterParameters());
        node.put("unetParameters", figures.training().started().baseParameters());
        node.put("modelParameters", figures.modelParameters());
    }

    private static void heldOut(ObjectNode node, HeldOutComparison heldOut) {
        node.put("base", heldOut.baseMean());
        node.put("sealed", heldOut.sealedMean());
        node.put("relativeChange", heldOut.relativeChange());
        node.putArray("interval95")
                .add(heldOut.interval().from())
                .add(heldOut.interval().to());
        node.put("wins", heldOut.wins());
        node.put("pictures", heldOut.base().size());
    }

    private static void palette(ObjectNode node, Palette palette) {
        put(node, "base", palette.base());
        put(node, "sealed", palette.sealed());
        put(node, "floor", palette.floor());
    }

    private static void leak(ObjectNode node, Leak leak) {
        node.put("wantedPixels", leak.wanted().pixels());
        node.put("unwantedPixels", leak.unwanted().pixels());
        put(node, "wantedPalette", leak.wanted().palette());
        put(node, "unwantedPalette", leak.unwanted().palette());
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }
}
