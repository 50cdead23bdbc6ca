package dev.styleseal.cli;

import dev.styleseal.tensor.Placement;
import picocli.CommandLine.Option;

/** Options about where networks compute and in which precision. */
final class PlacementOptions {
    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "auto, cpu, cuda, cuda:N or mps; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "auto")
    private String device = "auto";

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "auto, float32, bf16 or fp16; ${DEFAULT-VALUE} if it is not said",
            defaultValue = "auto")
    private String precision = "auto";

    @Option(
            names = "--base-weights",
            paramLabel = "HOW",
            description = "auto, full, or stored: as in a 16-bit file, half the memory")
    private String baseWeights = "auto";

    /** Loads libtorch; errors as in {@link Placement#choose}. */
    Placement read() {
        return Placement.choose(device, precision).keeping(baseWeights);
    }
}
