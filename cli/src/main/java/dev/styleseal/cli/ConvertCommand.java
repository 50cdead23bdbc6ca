package dev.styleseal.cli;

import dev.styleseal.checkpoint.Conversion;
import dev.styleseal.checkpoint.ForeignModel;
import dev.styleseal.error.BadInput;
import dev.styleseal.file.FileInspection;
import dev.styleseal.lora.Leniency;
import dev.styleseal.surgery.Truncation;
import dev.styleseal.weights.DType;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code styleseal convert}: a base model or a seal in another form or precision. */
@Command(
        name = "convert",
        sortOptions = false,
        description = "Writes a base model or a seal in another form or precision, and compares both.",
        footer = {
            "",
            "  styleseal convert model.ckpt models/mine",
            "  styleseal convert models/mine mine.safetensors --precision fp16",
            "  styleseal convert loha.safetensors fox.safetensors --lora auto --format diffusers"
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

    private final Console console;
    private final Interruption interruption;

    @Parameters(
            index = "0",
            paramLabel = "INPUT",
            description = "a base model or a seal: a folder, a .safetensors or .ckpt file")
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

    @Mixin
    private BaseReading reading = new BaseReading();

    @Option(
            order = 14,
            names = "--format",
            paramLabel = "NAME",
            description = "of a seal: kohya, diffusers or peft (a folder); kohya if it is not said")
    private @Nullable String format;

    @Option(
            order = 15,
            names = "--lora",
            paramLabel = "RULE",
            description = "of a seal: make LoHa, LoKr and full differences LoRA; a rank, energy=0.99, or auto")
    private @Nullable String lora;

    @Option(order = 16, names = "--lenient", description = "of a seal: leave out what cannot be used, and tell it")
    private boolean lenient;

    @Option(order = 17, names = "--json", description = "write what was done as JSON")
    private boolean json;

    ConvertCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (isAdapter()) {
            return new SealConversion(
                            console,
                            interruption,
                            new SealConversion.Order(
                                    input,
                                    output,
                                    Optional.ofNullable(format),
                                    writtenPrecision(),
                                    lora(),
                                    leniency(),
                                    json))
                    .run();
        }
        if (format != null || lora != null || lenient) {
            throw new BadInput(
                    "{0} is a base model. Expected a seal beside --format, --lora and --lenient. Leave them out.",
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

    private Optional<DType> writtenPrecision() {
        return switch (precision) {
            case keep -> Optional.empty();
            case float32 -> Optional.of(DType.F32);
            case fp16 -> Optional.of(DType.F16);
            case bf16 -> Optional.of(DType.BF16);
        };
    }

    private Leniency leniency() {
        return lenient ? Leniency.LENIENT : Leniency.STRICT;
    }

    /** What keeps how much of layers that are no LoRA; {@code auto} is 0.99 of the energy. */
    private Optional<Truncation.PerLayer> lora() {
        if (lora == null) {
            return Optional.empty();
        }
        String text = lora.equals("auto") ? "energy=0.99" : lora;
        try {
            return Optional.of(
                    text.startsWith("energy=")
                            ? new Truncation.Energy(Double.parseDouble(text.substring("energy=".length())))
                            : new Truncation.Rank(Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            throw new BadInput(
                    e, "--lora is \"{0}\". Expected a rank such as 16, energy=0.99, or auto. Correct it.", lora);
        }
    }

    private Conversion conversion() {
        return new Conversion(
                input,
                output,
                form(),
                writtenPrecision(),
                reading.configFolder(),
                reading.copy(),
                reading.prediction(),
                reading.zeroTerminalSnr());
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
