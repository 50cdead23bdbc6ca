package dev.styleseal.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.file.Seal;
import dev.styleseal.file.SealFormat;
import dev.styleseal.lora.AdapterModule;
import dev.styleseal.lora.BiasedLoraModule;
import dev.styleseal.lora.Leniency;
import dev.styleseal.lora.LoraModule;
import dev.styleseal.surgery.LayerLoss;
import dev.styleseal.surgery.LayerSource;
import dev.styleseal.surgery.Resize;
import dev.styleseal.surgery.Truncation;
import dev.styleseal.weights.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A seal in another dialect or precision, or all of it as LoRA. */
final class SealConversion {
    private static final Map<String, SealFormat> FORMATS = new TreeMap<>(
            Map.of("kohya", SealFormat.KOHYA, "diffusers", SealFormat.DIFFUSERS, "peft", SealFormat.PEFT));

    private final Console console;
    private final Interruption interruption;
    private final Order order;

    /**
     * What is asked for.
     *
     * @param format kohya if it is not said
     * @param precision float32, which holds all of any file, if it is not said
     * @param lora how much of layers that are no LoRA is kept, if they are to become some
     */
    record Order(
            Path input,
            Path output,
            Optional<String> format,
            Optional<DType> precision,
            Optional<Truncation.PerLayer> lora,
            Leniency leniency,
            boolean json) {}

    SealConversion(Console console, Interruption interruption, Order order) {
        this.console = console;
        this.interruption = interruption;
        this.order = order;
    }

    int run() {
        SealFormat format = order.format
                .map(word -> Choice.named("--format", word, FORMATS))
                .orElse(SealFormat.KOHYA);
        if (Files.exists(order.output)) {
            throw new BadInput(
                    "{0} is there already. Expected nothing there. Choose another name, or delete it.", order.output);
        }
        Seal seal = Seal.open(order.input, order.leniency);
        seal.leftOut()
                .forEach((reason, names) -> console.warn(Message.of(
                        "{0} {0|tensor is|tensors are} left out, such as {1}: {2}.",
                        names.size(), names.get(0), Message.of(reason))));
        List<LayerLoss> losses = new ArrayList<>();
        Seal converted = order.lora.map(rule -> asLora(seal, rule, losses)).orElse(seal);
        converted.save(order.output, format, order.precision.orElse(DType.F32));
        tell(converted, losses, seal);
        return 0;
    }

    /** LoRA stays bit for bit; what cannot be LoRA, as norms, stays what it is. */
    private Seal asLora(Seal seal, Truncation.PerLayer rule, List<LayerLoss> losses) {
        List<AdapterModule> modules = new ArrayList<>();
        LayerSource others = LayerSource.of(seal, module -> !isLora(module));
        seal.modules().values().stream().filter(SealConversion::isLora).forEach(modules::add);
        if (!others.paths().isEmpty()) {
            interruption.guard("Stopping; nothing will be written.");
            try (LayerProgress progress = new LayerProgress(console, Message.of("Layers"))) {
                Resize.Resized resized = Resize.of(others, rule, progress::advanced, interruption.cancellation());
                modules.addAll(resized.modules());
                losses.addAll(resized.losses());
            }
        }
        return Seal.of(modules, seal.metadata()).withWords(seal.words());
    }

    private static boolean isLora(AdapterModule module) {
        return module instanceof LoraModule || module instanceof BiasedLoraModule;
    }

    private void tell(Seal converted, List<LayerLoss> losses, Seal seal) {
        LossTable table = new LossTable(losses);
        if (!order.json) {
            console.result(
                    "{0}: {1} {1|layer|layers}, the same when read back",
                    order.output, converted.modules().size());
            if (!losses.isEmpty()) {
                table.tell(console, true);
            }
            return;
        }
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("seal", order.output.toString())
                .put("modules", converted.modules().size());
        if (!losses.isEmpty()) {
            table.put(json);
        }
        ObjectNode leftOut = json.putObject("leftOut");
        seal.leftOut().forEach((reason, names) -> {
            ArrayNode list = leftOut.putArray(reason);
            names.forEach(list::add);
        });
        console.result(json);
    }
}
