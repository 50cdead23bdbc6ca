package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.checkpoint.Conversion;
import dev.styleseal.checkpoint.ConversionReport;
import dev.styleseal.checkpoint.LeftOut;
import dev.styleseal.checkpoint.ModelConversion;
import dev.styleseal.clip.PublishedTokenizer;
import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import java.nio.file.Path;

/** Converts a base model and says what was done. */
record ModelConversionJob(Console console, Interruption interruption, Conversion conversion, boolean json) {
    private static final long MEGABYTE = 1 << 20;

    void run() {
        ModelConversion planned = ModelConversion.of(conversion, ModelConversionJob::writeTokenizer);
        interruption.guard("Stopping; nothing of {0} will be left.", conversion.output());
        ConversionReport report;
        try (LayerProgress progress = new LayerProgress(console, Message.of("Converting, in MB"))) {
            report = planned.run(inMegabytes(progress), interruption.cancellation());
        }
        if (json) {
            console.result(json(report));
        } else {
            tell(report);
        }
    }

    /** What shows bytes as megabytes. */
    static ModelConversion.Progress inMegabytes(LayerProgress progress) {
        return (done, total) ->
                progress.advanced((int) (done == total ? megabytes(total) : done / MEGABYTE), (int) megabytes(total));
    }

    /** Rounded up, so that the last of all is reached once. */
    private static long megabytes(long bytes) {
        return (bytes + MEGABYTE - 1) / MEGABYTE;
    }

    /** The published one; a file holds none. */
    static void writeTokenizer(Path folder, ModelConversion.Padding padding) {
        PublishedTokenizer.write(
                folder,
                switch (padding) {
                    case END_OF_TEXT -> "<|endoftext|>";
                    case FIRST_TOKEN -> "!";
                });
    }

    private void tell(ConversionReport report) {
        console.result("{0}: {1}", conversion.output(), report.architecture().title());
        for (ConversionReport.Written written : report.components()) {
            console.result(
                    "  {0}: {1} numbers in {2} tensors, written and compared",
                    written.component().folder(), Figure.count(written.parameters()), written.tensors());
        }
        console.result(
                "  it predicts {0}: {1}",
                report.prediction().value().key(), report.prediction().reason());
        if (report.zeroTerminalSnr().value()) {
            console.result("  zero terminal SNR: {0}", report.zeroTerminalSnr().reason());
        }
        for (LeftOut left : report.leftOut()) {
            console.result(
                    "  left out: {0} {0|tensor|tensors}: {1}, such as {2}",
                    left.names().size(), left.reason(), left.names().get(0));
        }
        report.remarks().forEach(console::warn);
    }

    private ObjectNode json(ConversionReport report) {
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("output", conversion.output().toString())
                .put("architecture", report.architecture().title())
                .put("prediction", report.prediction().value().key())
                .put("predictionReason", report.prediction().reason().text())
                .put("zeroTerminalSnr", report.zeroTerminalSnr().value());
        ArrayNode components = result.putArray("components");
        report.components()
                .forEach(written -> components
                        .addObject()
                        .put("name", written.component().folder())
                        .put("tensors", written.tensors())
                        .put("parameters", written.parameters()));
        ArrayNode leftOut = result.putArray("leftOut");
        for (LeftOut left : report.leftOut()) {
            ArrayNode names =
                    leftOut.addObject().put("reason", left.reason().text()).putArray("tensors");
            left.names().forEach(names::add);
        }
        ArrayNode remarks = result.putArray("remarks");
        report.remarks().forEach(remark -> remarks.add(remark.text()));
        return result;
    }
}
