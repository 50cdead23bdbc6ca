package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.checkpoint.Checkpoint;
import dev.styleseal.checkpoint.ForeignModel;
import dev.styleseal.cli.health.HealthPage;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.file.FileInspection;
import dev.styleseal.file.FileKind;
import dev.styleseal.file.ModelInspection;
import dev.styleseal.file.SealHealth;
import dev.styleseal.file.SealInspection;
import dev.styleseal.file.Verification;
import dev.styleseal.weights.TensorFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code styleseal inspect}: what a file or model folder is, without reading more than needed. */
@Command(
        name = "inspect",
        sortOptions = false,
        description = "Says what a seal, another file of tensors or a model folder is, and how healthy.",
        footer = {
            "",
            "  styleseal inspect runs/fluent/fluent.safetensors",
            "  styleseal inspect models/emoji --json",
            "  styleseal inspect fluent.safetensors --verify"
        })
final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "a .safetensors, .ckpt, .pt or .bin file, a PEFT folder, a model's folder, or a pulled name")
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

    @Option(order = 4, names = "--verify", description = "say which programs read a seal, and try it in each dialect")
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
        if (Files.isRegularFile(file) && toldAsModel(file)) {
            return 0;
        }
        if (!Files.isDirectory(file) || FileInspection.isAdapterFolder(file)) {
            return inspectFile(file);
        }
        if (!ModelInspection.isModel(file)) {
            throw new BadInput(
                    "{0} is a folder without model_index.json or adapter_config.json. Expected a .safetensors file, a PEFT folder or the folder of a diffusers model. Name a file in it.",
                    file);
        }
        tell(ModelInspection.of(file));
        return 0;
    }

    private void tell(ModelInspection inspection) {
        if (json) {
            console.result(InspectionJson.of(inspection));
        } else {
            ModelWords.tell(console, inspection);
        }
    }

    /** Whole models are told by their headers; other files are read. */
    private boolean toldAsModel(Path file) {
        Optional<ForeignModel> foreign;
        boolean isModel;
        try (TensorFile opened = TensorFile.open(file)) {
            Set<String> names = opened.entries().keySet();
            isModel = Checkpoint.isOriginal(names);
            foreign = ForeignModel.isAdapter(names) ? Optional.empty() : ForeignModel.of(opened.entries());
        }
        if (foreign.isPresent()) {
            if (json) {
                console.result(InspectionJson.of(file, foreign.get()));
            } else {
                console.result("{0}: {1}", file, foreign.get().what());
            }
        } else if (isModel) {
            tell(ModelInspection.ofFile(file));
        }
        return isModel || foreign.isPresent();
    }

    /** What takes long is looked for only if it is shown. */
    private SealHealth health(Path file, FileInspection inspection) {
        int total = inspection.seal().map(SealInspection::layers).orElse(0);
        try (LayerProgress progress = new LayerProgress(console, Message.of("Layers"))) {
            return SealHealth.of(file, layers || page != null, done -> progress.advanced(done, total));
        }
    }

    private int inspectFile(Path file) {
        FileInspection inspection = FileInspection.of(file);
        Optional<SealHealth> health =
                inspection.kind() == FileKind.SEAL ? Optional.of(health(file, inspection)) : Optional.empty();
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
