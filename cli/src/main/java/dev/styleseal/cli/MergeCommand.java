package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.checkpoint.Conversion;
import dev.styleseal.checkpoint.ConversionReport;
import dev.styleseal.checkpoint.ModelConversion;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.generate.WornSeal;
import dev.styleseal.surgery.BaseMerge;
import dev.styleseal.surgery.Merge;
import dev.styleseal.surgery.Resize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code styleseal merge}: several seals as one. */
@Command(
        name = "merge",
        sortOptions = false,
        description = "Makes one seal of several, which does what all of them do together, or puts seals into a base.",
        footer = {
            "",
            "Without a rule the result is exact: its rank is the sum of theirs. Weights as in generate.",
            "With --model the base's weights become what they are when it wears the seals; the base stays.",
            "",
            "  styleseal merge --model models/emoji --seal fox.safetensors:0.8 --output fox-base",
            "  styleseal merge --seal fox.safetensors:0.8 --seal ink.safetensors:0.5:text=0 \\",
            "      --output both.safetensors --rank 16"
        })
final class MergeCommand implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Option(
            order = 1,
            names = "--seal",
            paramLabel = "FILE[:W]",
            description = "a seal and its weight; with factors for parts: FILE:W:text=0.5,up.1=0")
    private List<String> seals = new ArrayList<>();

    @Option(
            order = 2,
            names = "--model",
            paramLabel = "BASE",
            description = "a base to put the seals into, folder or file")
    private @Nullable Path model;

    @Option(
            order = 3,
            names = "--output",
            paramLabel = "OUT",
            description = "where the seal goes; for a base a folder, or a .safetensors for one file")
    private @Nullable Path target;

    @Mixin
    private BaseReading reading = new BaseReading();

    @Mixin
    private LenientOption lenient = new LenientOption();

    @Mixin
    private TruncationOptions truncation = new TruncationOptions();

    @Mixin
    private SealOutput output = new SealOutput();

    MergeCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (seals.isEmpty() || target == null) {
            throw new BadInput(
                    "There is nothing to merge, or no place for it. Expected --seal for each seal, and --output. Add them.");
        }
        Path out = target;
        output.require(out);
        Optional<TruncationOptions.Wish> wish = truncation.read(Optional.empty());
        List<WornSeal> worn = seals.stream()
                .map(SealArgument::parse)
                .map(seal -> seal.open(lenient.leniency()))
                .toList();
        worn.forEach(seal -> LenientOption.tell(console, seal.name(), seal.seal()));
        if (model != null) {
            intoBase(BasePath.of(model), out, worn, wish.isPresent());
            return 0;
        }
        if (reading.isSaid()) {
            throw new BadInput(
                    "--base-config, --ema, --prediction and --zero-terminal-snr say how a base is read, and none is. Expected --model beside them. Add it, or leave them out.");
        }
        Merge merge = new Merge(worn);
        Resize.Resized merged;
        interruption.guard("Stopping; nothing will be written.");
        try (LayerProgress progress = new LayerProgress(console, Message.of("Layers"))) {
            merged = wish.isPresent()
                    ? Resize.of(merge, wish.get().rule(), progress::advanced, interruption.cancellation())
                    : Resize.none(merge, progress::advanced, interruption.cancellation());
        }
        long written = output.write(merged.seal(merge.metadata()).withWords(merge.words()), out);
        tell(out, written, worn, merged);
        return 0;
    }

    private void intoBase(Path base, Path out, List<WornSeal> worn, boolean ruled) {
        if (ruled || output.formatIsSaid()) {
            throw new BadInput(
                    "--rank, --energy, --ratio and --format are for seals, and --model asks for a base. Expected one of both. Leave the others out.");
        }
        BaseMerge merge = new BaseMerge(worn);
        Conversion conversion = conversion(base, out);
        interruption.guard("Stopping; nothing will be written.");
        ConversionReport report;
        try (LayerProgress progress = new LayerProgress(console, Message.of("Merging, in MB"))) {
            report = ModelConversion.of(conversion, ModelConversionJob::writeTokenizer)
                    .with(merge)
                    .run(ModelConversionJob.inMegabytes(progress), interruption.cancellation());
        }
        merge.leftOut().forEach(console::warn);
        if (output.json()) {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("model", out.toString())
                    .put("layers", merge.layers())
                    .put("architecture", report.architecture().title());
            parts(json, worn);
            console.result(json);
        } else {
            console.result(
                    "{0}: {1} with {2} changed {2|layer|layers}, by {3} {3|seal|seals}",
                    out, report.architecture().title(), merge.layers(), worn.size());
            report.remarks().forEach(remark -> console.result("Note: {0}.", remark));
        }
    }

    private Conversion conversion(Path base, Path out) {
        boolean file = out.toString().endsWith(".safetensors");
        return new Conversion(
                base,
                out,
                file ? Conversion.Form.FILE : Conversion.Form.FOLDER,
                output.precisionIfSaid(),
                reading.configFolder(),
                reading.copy(),
                reading.prediction(),
                reading.zeroTerminalSnr(),
                output.overwrites());
    }

    private static void parts(ObjectNode json, List<WornSeal> worn) {
        ArrayNode parts = json.putArray("merged");
        worn.forEach(seal -> parts.addObject()
                .put("name", seal.name())
                .put("weight", seal.weight())
                .put("blocks", seal.blocks().toString()));
        LenientOption.put(json, worn.stream().map(WornSeal::seal).toList());
    }

    private void tell(Path out, long written, List<WornSeal> worn, Resize.Resized merged) {
        LossTable table = new LossTable(merged.losses());
        if (output.json()) {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("seal", out.toString())
                    .put("bytes", written)
                    .put("exact", merged.losses().isEmpty());
            parts(json, worn);
            json.put("layerCount", merged.modules().size());
            table.put(json);
            console.result(json);
            return;
        }
        console.result(
                "{0}: {1}, {2} {2|layer|layers} of {3} {3|seal|seals}",
                out, Numbers.bytes(written), merged.modules().size(), worn.size());
        if (merged.losses().isEmpty()) {
            console.result("Exact: nothing is lost but the digits that the precision of the file has not.");
        } else {
            table.tell(console, false);
        }
    }
}
