package dev.styleseal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.surgery.LayerSource;
import dev.styleseal.surgery.Resize;
import dev.styleseal.surgery.Truncation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code styleseal resize}: a smaller seal that does nearly the same. */
@Command(
        name = "resize",
        sortOptions = false,
        description =
                "Makes a seal smaller and says what each block loses: every layer becomes the best LoRA of its rank.",
        footer = {
            "",
            "LoHa, LoKr and full differences become LoRA. Lengths of a DoRA stay as they are.",
            "",
            "  styleseal resize fox.safetensors small.safetensors --energy 0.95",
            "  styleseal resize fox.safetensors small.safetensors --bytes 10MB"
        })
final class ResizeCommand implements Callable<Integer> {
    private final Console console;
    private final Interruption interruption;

    @Parameters(index = "0", paramLabel = "SEAL", description = "the seal, a file or PEFT folder")
    private Path seal = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "where the smaller one goes")
    private Path target = Path.of("");

    @Mixin
    private TruncationOptions truncation = new TruncationOptions();

    @Option(
            order = 23,
            names = "--bytes",
            paramLabel = "SIZE",
            description = "keep what fits into a file of this size, such as 10MB, where it matters most")
    private @Nullable String bytes;

    @Mixin
    private LenientOption lenient = new LenientOption();

    @Option(order = 30, names = "--layers", description = "tell of each layer, not of each block")
    private boolean layers;

    @Mixin
    private SealOutput output = new SealOutput();

    ResizeCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        output.require(target);
        Optional<Long> size = Optional.ofNullable(bytes).map(TruncationOptions::bytes);
        Seal before = Seal.open(BasePath.of(seal), lenient.leniency());
        LenientOption.tell(console, seal, before);
        TruncationOptions.Wish wish = truncation
                .read(size.map(budget -> budget(before, budget)))
                .orElseThrow(
                        () -> new BadInput(
                                "Nothing says how much is kept. Expected one of --rank, --energy, --ratio and --bytes. Add one."));
        Resize.Resized resized;
        interruption.guard("Stopping; nothing will be written.");
        try (LayerProgress progress = new LayerProgress(console, Message.of("Layers"))) {
            resized = Resize.of(LayerSource.of(before), wish.rule(), progress::advanced, interruption.cancellation());
        }
        long written = output.write(
                resized.seal(Resize.metadata(before, wish.words().text())).withWords(before.words()), target);
        LossTable table = new LossTable(resized.losses());
        if (output.json()) {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("seal", target.toString())
                    .put("bytes", written)
                    .put("rule", wish.words().text());
            LenientOption.put(json, List.of(before));
            table.put(json);
            console.result(json);
        } else {
            console.result("{0}: {1}, {2}", target, Numbers.bytes(written), wish.words());
            table.tell(console, layers);
        }
        return 0;
    }

    private TruncationOptions.Wish budget(Seal before, long budget) {
        try {
            long texts = new JsonMapper().writeValueAsBytes(before.metadata().texts()).length
                    + 1000L; // hashes, ranks and what was done
            return new TruncationOptions.Wish(
                    new Truncation.Bytes(budget, output.bytesPerValue(), texts),
                    Message.of("{0} bytes", String.valueOf(budget)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
