package dev.styleseal.cli.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.benchmark.BenchmarkOrder;
import dev.styleseal.benchmark.BenchmarkResult;
import dev.styleseal.benchmark.Machine;
import dev.styleseal.benchmark.NetworkCost;
import dev.styleseal.benchmark.Timing;
import java.util.Locale;

/** What was measured, for programs; docs/reference/cli.md tells the keys. What was not measured is null. */
public final class BenchJson {
    private BenchJson() {}

    /** Seconds, bytes and operations, without prefixes of units. */
    public static ObjectNode of(BenchRun run) {
        BenchmarkResult result = run.result();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", run.version());
        json.set("machine", machine(result.machine()));
        json.putObject("network")
                .put("name", run.network())
                .put("weights", run.random() ? "random" : "read")
                .put("unet_parameters", run.parameters());
        json.set("settings", settings(run));
        json.set("step", result.step().map(step -> step(result, step)).orElse(null));
        json.set("picture", result.picture().map(work -> picture(result, work)).orElse(null));
        json.putObject("gemm")
                .put("float32", result.gemm().float32())
                .put(run.fact("precision"), result.gemm().inUse());
        ObjectNode memory = json.putObject("memory");
        if (result.peakBytes().isPresent()) {
            memory.put("peak_bytes", result.peakBytes().getAsLong());
        } else {
            memory.putNull("peak_bytes");
        }
        if (result.share().isPresent()) {
            json.put("share", result.share().getAsDouble());
        } else {
            json.putNull("share");
        }
        ObjectNode plan = json.putObject("plan");
        result.plan().facts().forEach(plan::put);
        return json.put("line", BenchLine.of(run));
    }

    private static ObjectNode machine(Machine machine) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("processor", machine.processor())
                .put("cores", machine.cores())
                .put("system", machine.system())
                .put("java", machine.java());
    }

    private static ObjectNode settings(BenchRun run) {
        BenchmarkOrder order = run.order();
        ObjectNode settings = JsonNodeFactory.instance
                .objectNode()
                .put("width", order.width())
                .put("height", order.height())
                .put("batch", order.batch())
                .put("rank", order.rank())
                .put("gradient_checkpointing", order.gradientCheckpointing())
                .put("device", run.fact("device"))
                .put("precision", run.fact("precision"))
                .put("threads", Integer.parseInt(run.fact("threads")));
        order.work().stream()
                .sorted()
                .forEach(work -> settings.withArray("work").add(work.name().toLowerCase(Locale.ROOT)));
        return settings;
    }

    private static ObjectNode step(BenchmarkResult result, BenchmarkResult.Step step) {
        ObjectNode json =
                timing(step.timing()).put("per_second", 1 / step.timing().median());
        return cost(json, result, step.cost(), step.timing());
    }

    private static ObjectNode picture(BenchmarkResult result, BenchmarkResult.Picture picture) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("step", cost(timing(picture.timing()), result, picture.cost(), picture.timing()));
        json.set("decoding", picture.decoding().map(BenchJson::timing).orElse(null));
        return json.put("steps", BenchmarkOrder.PICTURE_STEPS)
                .put("guidance", BenchmarkOrder.GUIDANCE)
                .put("seconds", picture.seconds())
                .put("per_second", 1 / picture.seconds());
    }

    private static ObjectNode timing(Timing timing) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        timing.seconds().forEach(json.putArray("seconds")::add);
        return json.put("median", timing.median()).put("min", timing.min()).put("max", timing.max());
    }

    private static ObjectNode cost(ObjectNode json, BenchmarkResult result, NetworkCost cost, Timing timing) {
        return json.put("flop", cost.operations())
                .put("flop_per_second", cost.operations() / timing.median())
                .put("share", result.share(cost, timing));
    }
}
