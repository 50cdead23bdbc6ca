package dev.styleseal.cli;

import dev.styleseal.error.BadInput;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.ModelInspection;
import dev.styleseal.file.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code styleseal inspect}: what a file or model folder is, without reading more than needed. */
@Command(
        name = "inspect",
        sortOptions = false,
        description = "Says what a seal, another .safetensors file or a model folder is, and how healthy.",
        footer = {"", "  styleseal inspect runs/fluent/fluent.safetensors", "  styleseal inspect models/emoji --json", "  styleseal inspect fluent.safetensors --verify"})
final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "a .safetensors file, a PEFT folder, the folder of a base model, or what was pulled")
    private Path named = Path.of("");

    @Option(order = 1, names = "--json", description = "write all there is to know as JSON")
    private boolean json;

    @Option(order = 2, names = "--verify", description = "say which programs read a seal, and try it in each dialect")
    private boolean verify;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path file = BasePath.of(named);
        if (verify) {
            Verification verification = Verification.of(file);
            if (json) {
                console.result(VerificationWords.json(file, verification));
            } else {
                VerificationWords.tell(console, file, verification);
            }
            return 0;
        }
        if (!Files.isDirectory(file) || FileInspection.isAdapterFolder(file)) {
            FileInspection inspection = FileInspection.of(file);
            if (json) {
                console.result(InspectionJson.of(inspection));
            } else {
                new FileWords(console, inspection).tell();
            }
            return 0;
        }
        if (!ModelInspection.isModel(file)) {
            throw new BadInput(
                    "{0} is a folder without model_index.json or adapter_config.json. Expected a .safetensors file, a PEFT folder or the folder of a diffusers model. Name a file in it.",
                    file);
        }
        ModelInspection inspection = ModelInspection.of(file);
        if (json) {
            console.result(InspectionJson.of(inspection));
        } else {
            ModelWords.tell(console, inspection);
        }
        return 0;
    }
}
