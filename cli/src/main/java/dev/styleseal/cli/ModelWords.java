package dev.styleseal.cli;

import dev.styleseal.error.Figure;
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
        console.result("Architecture of the UNet:");
        model.architecture().forEach((key, value) -> console.result("  {0} = {1}", key, value));
        console.result("Only headers were read; \"generate\" reads and checks every tensor.");
    }
}
