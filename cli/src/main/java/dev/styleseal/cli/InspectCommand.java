package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.cli.health.HealthPage;
import dev.styleseal.error.BadInput;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.ModelInspection;
import dev.styleseal.file.SealHealth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code styleseal inspect}: what a file or model folder is, without reading more than needed. */
@Command(
        name = "inspect",
        sortOptions = false,
        description = "Says what a seal, another .safetensors file or a model folder is, and how healthy.",
        footer = {"", "  styleseal inspect runs/fluent/fluent.safetensors", "  styleseal inspect models/emoji --json"})
final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "a .safetensors file, a PEFT folder, the folder of a base model, or what was pulled")
    private Path named = Path.of("");

    @Option(order = 1, names = "--json", description = "write all there is to know as JSON")
    private boolean json;

    @Option(order = 2, names = "--layers", description = "tell of each layer of a seal")
    private boolean layers;

    @Option(
            order = 3,
            names = "--html",
            paramLabel = "FILE",
            description = "write a page with a map of a seal's layers")
    private @Nullable Path page;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path file = BasePath.of(named);
        if (!Files.isDirectory(file) || FileInspection.isAdapterFolder(file)) {
            return inspectFile(file);
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

    private int inspectFile(Path file) {
        FileInspection inspection = FileInspection.of(file);
        Optional<SealHealth> health =
                inspection.seal().isPresent() ? Optional.of(SealHealth.of(file)) : Optional.empty();
        if (health.isEmpty() && (layers || page != null)) {
            throw new BadInput(
                    "{0} is no seal. Expected a seal for --layers and --html. Leave them out, or name a seal.", file);
        }
        if (json) {
            ObjectNode root = (ObjectNode) InspectionJson.of(inspection);
            health.ifPresent(each -> new HealthWords(each).put(root));
            console.result(root);
        } else {
            new FileWords(console, inspection).tell();
            health.ifPresent(each -> new HealthWords(each).tell(console, layers));
        }
        if (page != null && health.isPresent()) {
            new HealthPage(console.language(), inspection, health.get()).write(page);
            console.say("The page is {0}.", page);
        }
        return 0;
    }
}
