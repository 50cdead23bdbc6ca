package dev.styleseal.cli;

import dev.styleseal.checkpoint.Conversion;
import dev.styleseal.checkpoint.ForeignModel;
import dev.styleseal.checkpoint.PredictionType;
import dev.styleseal.checkpoint.WeightCopy;
import dev.styleseal.error.BadInput;
import dev.styleseal.file.FileInspection;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code styleseal convert}: a base model in another form or precision. */
@Command(
        name = "convert",
        sortOptions = false,
        description = "Writes a base model as a folder or as one file, or in another precision, and compares both.",
        footer = {
            "",
            "  styleseal convert model.ckpt models/mine",
            "  styleseal convert models/mine mine.safetensors --precision fp16"
        })
final class ConvertCommand implements Callable<Integer> {
    /** What numbers are written as. */
    enum Precision {
        keep,
        float32,
        fp16,
        bf16
    }

    /** What is written. */
    enum To {
        folder,
        file
    }

    /** What the UNet predicts. */
    enum Predicts {
        auto,
        epsilon,
        v
    }

    /** Whether the noise schedule ends in pure noise. */
    enum Switch {
        auto,
        on,
        off
    }

    private final Console console;
    private final Interruption interruption;

    @Parameters(index = "0", paramLabel = "INPUT", description = "a base model: a folder, a .safetensors or .ckpt file")
    private Path input = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "OUTPUT",
            description = "a name that is free: a folder, or a .safetensors file")
    private Path output = Path.of("");

    @Option(
            order = 1,
            names = "--precision",
            paramLabel = "NAME",
            description = "keep, float32, fp16 or bf16; keep if it is not said")
    private Precision precision = Precision.keep;

    @Option(
            order = 2,
            names = "--to",
            paramLabel = "FORM",
            description = "folder or file; by the ending of OUTPUT if it is not said")
    private @Nullable To form;

    @Option(
            order = 3,
            names = "--base-config",
            paramLabel = "DIR",
            description = "a diffusers folder whose configs and tokenizers go with the file")
    private @Nullable Path baseConfig;

    @Option(order = 4, names = "--ema", description = "read the averaged copy of the weights (EMA)")
    private boolean averaged;

    @Option(
            order = 5,
            names = "--prediction",
            paramLabel = "NAME",
            description = "what the UNet predicts: auto, epsilon or v; auto asks the file")
    private Predicts prediction = Predicts.auto;

    @Option(
            order = 6,
            names = "--zero-terminal-snr",
            paramLabel = "NAME",
            description = "auto, on or off; auto asks the file")
    private Switch zeroTerminalSnr = Switch.auto;

    @Option(order = 7, names = "--json", description = "write what was done as JSON")
    private boolean json;

    ConvertCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (isAdapter()) {
            throw new BadInput(
                    "Cannot convert {0}: it is an adapter. Expected a base model, a folder or a file. Name another.",
                    input);
        }
        new ModelConversionJob(console, interruption, conversion(), json).run();
        return 0;
    }

    private boolean isAdapter() {
        if (!Files.isRegularFile(input)) {
            return Files.isDirectory(input) && FileInspection.isAdapterFolder(input);
        }
        try (TensorFile file = TensorFile.open(input)) {
            return ForeignModel.isAdapter(file.entries().keySet());
        }
    }

    private Conversion conversion() {
        return new Conversion(
                input,
                output,
                form(),
                switch (precision) {
                    case keep -> Optional.empty();
                    case float32 -> Optional.of(DType.F32);
                    case fp16 -> Optional.of(DType.F16);
                    case bf16 -> Optional.of(DType.BF16);
                },
                Optional.ofNullable(baseConfig),
                averaged ? WeightCopy.AVERAGED : WeightCopy.TRAINED,
                switch (prediction) {
                    case auto -> Optional.empty();
                    case epsilon -> Optional.of(PredictionType.EPSILON);
                    case v -> Optional.of(PredictionType.V_PREDICTION);
                },
                switch (zeroTerminalSnr) {
                    case auto -> Optional.empty();
                    case on -> Optional.of(true);
                    case off -> Optional.of(false);
                });
    }

    private Conversion.Form form() {
        String name = output.toString();
        if (form == null) {
            if (name.endsWith(".ckpt") || name.endsWith(".pt") || name.endsWith(".bin") || name.endsWith(".gguf")) {
                throw new BadInput(
                        "Cannot write {0}: pickles and GGUF files are read or refused, never written. Expected a folder or "
                                + "a name that ends with .safetensors. Choose another name.",
                        output);
            }
            return name.endsWith(".safetensors") ? Conversion.Form.FILE : Conversion.Form.FOLDER;
        }
        return switch (form) {
            case folder -> Conversion.Form.FOLDER;
            case file -> Conversion.Form.FILE;
        };
    }
}
