package dev.styleseal.cli.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.run.HeldOutComparison;
import java.util.OptionalDouble;

/** The demo's figures as one JSON object. Times are seconds, sizes bytes; what could not be measured is null. */
final class DemoJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DemoJson() {}

    static String text(DemoResult result, DemoFigures figures) {
        ObjectNode root = JSON.createObjectNode();
        root.put("seal", result.seal().toString());
        root.put("report", result.report().toString());
        root.put("sheet", result.sheet().toString());
        training(root.putObject("training"), figures);
        heldOut(root.putObject("held_out_loss"), figures.heldOut());
        palette(root.putObject("palette_distance"), figures.palette());
        leak(root.putObject("leak"), figures.leak());
        root.putObject("bytes")
                .put("seal", figures.sizes().seal())
                .put("base", figures.sizes().base());
        root.putObject("base_sha256")
                .put("before", figures.fingerprints().before())
                .put("after", figures.fingerprints().after());
        ObjectNode seconds = root.putObject("seconds");
        figures.phases()
                .forEach(phase -> seconds.put(phase.key(), phase.duration().toMillis() / 1000.0));
        root.putObject("machine")
                .put("processor", figures.machine().processor())
                .put("cores", figures.machine().cores())
                .put("memory_bytes", figures.machine().memoryBytes())
                .put("system", figures.machine().system())
                .put("java", figures.machine().java())
                .put("engine", figures.training().started().engine());
        return root.toPrettyString();
    }

    private static void training(ObjectNode node, DemoFigures figures) {
        node.put("steps", figures.training().losses().size());
        node.put("seconds", figures.training().duration().toMillis() / 1000.0);
        node.put("seconds_per_step", figures.secondsPerStep());
        node.put("adapter_parameters", figures.training().started().adapterParameters());
        node.put("unet_parameters", figures.training().started().baseParameters());
        node.put("model_parameters", figures.modelParameters());
    }

    private static void heldOut(ObjectNode node, HeldOutComparison heldOut) {
        node.put("base", heldOut.baseMean());
        node.put("sealed", heldOut.sealedMean());
        node.put("relative_change", heldOut.relativeChange());
        node.putArray("interval_95")
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
        node.put("wanted_pixels", leak.wanted().pixels());
        node.put("unwanted_pixels", leak.unwanted().pixels());
        put(node, "wanted_palette", leak.wanted().palette());
        put(node, "unwanted_palette", leak.unwanted().palette());
    }

    private static void put(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }
}
