package dev.styleseal.cli;

import dev.styleseal.error.Figure;
import dev.styleseal.error.Message;
import dev.styleseal.file.ModelInspection;
import java.util.Locale;

/** What there is to say about a model folder, in words. */
final class ModelWords {
    private ModelWords() {}

    static void tell(Console console, ModelInspection model) {
        console.result("{0}: a base model, {1}", model.folder(), model.title());
        long parameters = 0;
        long bytes = 0;
        for (ModelInspection.Network network : model.networks()) {
            parameters += network.parameters();
            bytes += network.bytes();
            console.result(
                    "  {0} {1} {2} in {3} tensors, {4}",
                    String.format(Locale.ROOT, "%-14s", network.name()),
                    String.format(Locale.ROOT, "%-22s", network.type()),
                    Numbers.elements(network.elements()),
                    network.tensors(),
                    Numbers.bytes(network.bytes()));
        }
        console.result("  {0} parameters in all, {1}", Figure.count(parameters), Numbers.bytes(bytes));
        if (!model.architecture().isEmpty()) {
            console.result("Architecture of the UNet:");
            model.architecture().forEach((key, value) -> console.result("  {0} = {1}", key, value));
        }
        model.oneFile().ifPresent(file -> tell(console, file));
        console.result("Only headers were read; \"generate\" reads and checks every tensor.");
    }

    private static void tell(Console console, ModelInspection.OneFile file) {
        console.result("What the file says of its training:");
        console.result(
                "  it predicts {0}",
                file.prediction()
                        .map(stated -> Message.of("{0}: {1}", stated.value().key(), stated.reason()))
                        .orElse(Message.of("epsilon or v_prediction: it does not say")));
        file.zeroTerminalSnr()
                .ifPresent(stated -> console.result(
                        stated.value() ? "  zero terminal SNR: {0}" : "  no zero terminal SNR: {0}", stated.reason()));
        if (!file.leftOut().isEmpty()) {
            console.result("Not needed, and left out:");
            file.leftOut()
                    .forEach(left -> console.result(
                            "  {0} {0|tensor|tensors}: {1}, such as {2}",
                            left.names().size(), left.reason(), left.names().get(0)));
        }
    }
}
