package dev.styleseal.checkpoint;

import dev.styleseal.error.BadInput;
import dev.styleseal.error.Cancellation;
import dev.styleseal.error.Message;
import dev.styleseal.io.Reason;
import dev.styleseal.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a base model in another form or precision: whole or not at all, tensor by tensor, so that memory does not grow
 * with the model, and compared with the input before it takes its place.
 */
public final class ModelConversion {
    private final Conversion conversion;
    private final Tokenizers tokenizers;
    private final WeightChange change;

    /** Hears how far the work is. */
    @FunctionalInterface
    public interface Progress {
        /** So many of all bytes were written or compared; both are estimates. */
        void at(long bytes, long total);
    }

    /** Writes the tokenizer of a model that brings none. */
    @FunctionalInterface
    public interface Tokenizers {
        /**
         * Writes the files of one tokenizer.
         *
         * @param folder where, an empty folder
         * @param padding what short texts are filled with
         */
        void write(Path folder, Padding padding);
    }

    /** What published models fill short texts with (their tokenizer_config.json). */
    public enum Padding {
        /** The end of the text, as with OpenAI's CLIP. */
        END_OF_TEXT,
        /** The token of id 0, "!", as with OpenCLIP. */
        FIRST_TOKEN
    }

    private ModelConversion(Conversion conversion, Tokenizers tokenizers, WeightChange change) {
        this.conversion = conversion;
        this.tokenizers = tokenizers;
        this.change = change;
    }

    /** The same, with other weights. */
    public ModelConversion with(WeightChange other) {
        return new ModelConversion(conversion, tokenizers, other);
    }

    /**
     * Plans a conversion.
     *
     * @param tokenizers for files, which hold no tokenizer
     * @throws BadInput when the output is there already and may not be replaced, or cannot be what is asked for
     */
    public static ModelConversion of(Conversion conversion, Tokenizers tokenizers) {
        if (conversion.overwrite()) {
            requireReplaceable(conversion);
        } else if (Files.exists(conversion.output())) {
            throw new BadInput(
                    "Cannot write {0}: it is there already. Expected a name that is free. Choose another, or remove it.",
                    conversion.output());
        }
        return new ModelConversion(conversion, tokenizers, WeightChange.NONE);
    }

    /** What is replaced is a model of the same form and not the input: nobody loses a folder of pictures by a slip. */
    private static void requireReplaceable(Conversion conversion) {
        Path output = conversion.output();
        if (!Files.exists(output)) {
            return;
        }
        if (Files.exists(conversion.input()) && isSame(conversion.input(), output)) {
            throw new BadInput(
                    "Cannot write {0}: it is the model that is read. Expected another place. Choose another name.",
                    output);
        }
        boolean alike = conversion.form() == Conversion.Form.FILE
                ? Files.isRegularFile(output)
                : Files.isRegularFile(output.resolve("model_index.json"));
        if (!alike) {
            throw new BadInput(
                    "Cannot write {0}: what is there is no model of the same form, and only such a one is replaced. Expected a folder with model_index.json for a folder, a file for a file. Choose another name, or remove it.",
                    output);
        }
    }

    private static boolean isSame(Path input, Path output) {
        try {
            return Files.isSameFile(input, output);
        } catch (IOException e) {
            throw new BadInput(e, "Cannot read {0}: {1}. Expected a base model. Check the path.", input, Reason.of(e));
        }
    }

    /**
     * Does it.
     *
     * @throws BadInput when the input is no base model, a value is too large for the precision, or the system refuses to
     *     write
     * @throws dev.styleseal.error.CorruptFile when the input is damaged or holds NaN, or the disk does not give back what
     *     was written
     * @throws dev.styleseal.error.Interrupted when that was asked for
     */
    public ConversionReport run(Progress progress, Cancellation cancellation) {
        try (ModelSource source = new ChangedModel(open(), change)) {
            Map<Component, Map<String, ModelTensor>> tensors = source.tensors();
            tensors.forEach((component, named) -> Completeness.require(source.path(), component, named.keySet()));
            Meter meter = new Meter(3 * bytes(tensors), progress, cancellation);
            Stated<PredictionType> prediction = prediction(source);
            Stated<Boolean> zeroTerminalSnr = zeroTerminalSnr(source);
            List<Message> remarks = new ArrayList<>();
            switch (conversion.form()) {
                case FOLDER ->
                    remarks.addAll(new FolderWriter(conversion, tokenizers, meter)
                            .write(source, prediction.value(), zeroTerminalSnr.value()));
                case FILE ->
                    remarks.addAll(new FileWriter(conversion, meter)
                            .write(source, prediction.value(), zeroTerminalSnr.value()));
            }
            return new ConversionReport(
                    source.architecture(), written(tensors), prediction, zeroTerminalSnr, source.leftOut(), remarks);
        }
    }

    private ModelSource open() {
        if (!Files.isDirectory(conversion.input())) {
            return new FileModel(
                    Checkpoint.open(conversion.input(), conversion.configFolder(), conversion.copy()),
                    conversion.configFolder());
        }
        if (conversion.configFolder().isPresent() || conversion.copy() == WeightCopy.AVERAGED) {
            throw new BadInput(
                    "Cannot convert {0} with --base-config or --ema: it is a folder, which has its own configs and one copy "
                            + "of its weights. Expected these options with a file only. Leave them away.",
                    conversion.input());
        }
        return FolderModel.open(conversion.input());
    }

    private Stated<PredictionType> prediction(ModelSource source) {
        return conversion
                .prediction()
                .map(chosen -> new Stated<>(chosen, Message.of("by option")))
                .or(source::prediction)
                .orElseGet(() -> new Stated<>(
                        source.architecture().usualPrediction(),
                        Message.of(
                                "the file does not say; usual for {0}",
                                source.architecture().title())));
    }

    private Stated<Boolean> zeroTerminalSnr(ModelSource source) {
        return conversion
                .zeroTerminalSnr()
                .map(chosen -> new Stated<>(chosen, Message.of("by option")))
                .or(source::zeroTerminalSnr)
                .orElseGet(() -> new Stated<>(false, Message.of("nothing in the file says so")));
    }

    private long bytes(Map<Component, Map<String, ModelTensor>> tensors) {
        return tensors.values().stream()
                .flatMap(component -> component.values().stream())
                .mapToLong(tensor -> tensor.piece().byteLength()
                        / tensor.dtype().bytes()
                        * dtype(conversion, tensor).bytes())
                .sum();
    }

    /** What a tensor is written as. */
    static DType dtype(Conversion conversion, ModelTensor tensor) {
        return conversion.precision().orElseGet(tensor::dtype);
    }

    private static List<ConversionReport.Written> written(Map<Component, Map<String, ModelTensor>> tensors) {
        List<ConversionReport.Written> written = new ArrayList<>();
        new EnumMap<>(tensors)
                .forEach((component, named) -> written.add(new ConversionReport.Written(
                        component,
                        named.size(),
                        named.values().stream()
                                .mapToLong(tensor -> tensor.piece().byteLength()
                                        / tensor.dtype().bytes())
                                .sum())));
        return written;
    }
}
