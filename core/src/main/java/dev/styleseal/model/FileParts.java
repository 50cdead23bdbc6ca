package dev.styleseal.model;

import dev.styleseal.checkpoint.Architecture;
import dev.styleseal.checkpoint.Checkpoint;
import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.LeftOut;
import dev.styleseal.checkpoint.PredictionType;
import dev.styleseal.checkpoint.Stated;
import dev.styleseal.checkpoint.WeightCopy;
import dev.styleseal.clip.ClipConfig;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.unet.UNetConfig;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The parts of a model in one file. */
final class FileParts {
    private static final String END_OF_TEXT = "<|endoftext|>";
    private static final String EXCLAMATION = "!"; // id 0, with which OpenCLIP's encoders were trained

    private final Path file;
    private final BaseOptions options;
    private final Supplier<Checkpoint> opener;

    private FileParts(Path file, BaseOptions options) {
        this.file = file;
        this.options = options;
        WeightCopy copy = options.averaged() ? WeightCopy.AVERAGED : WeightCopy.TRAINED;
        opener = () -> Checkpoint.open(file, options.configs(), copy);
    }

    static BaseParts find(Path file, BaseOptions options) {
        return new FileParts(file, options).find();
    }

    private BaseParts find() {
        try (Checkpoint checkpoint = opener.get()) {
            Map<Component, Part> networks = new EnumMap<>(Component.class);
            for (Component component : checkpoint.components()) {
                networks.put(component, part(checkpoint, component));
            }
            List<Component> encoders =
                    TextPart.componentsOf(UNetConfig.read(ConfigFile.of(checkpoint.config(Component.UNET), file)));
            new OtherParts(options, checkpoint.architecture()).replace(networks, encoders);
            requireWhole(networks, encoders);
            Map<Component, ClipTokenizer> tokenizers = new EnumMap<>(Component.class);
            for (Component encoder : encoders) {
                Part network = Objects.requireNonNull(networks.get(encoder));
                tokenizers.put(encoder, tokenizer(network, encoder, checkpoint.architecture()));
            }
            return new BaseParts(
                    file,
                    checkpoint.architecture(),
                    ConfigFile.of(checkpoint.modelIndex(), file),
                    networks,
                    tokenizers,
                    ScheduleConfig.of(
                            checkpoint.schedulerConfig(checkpoint.architecture().usualPrediction(), false),
                            file.toString()),
                    checkpoint.prediction().map(FileParts::stated),
                    checkpoint.zeroTerminalSnr(),
                    options.configs().isEmpty(),
                    options.averaged(),
                    checkpoint.leftOut().stream().map(FileParts::remark).toList());
        }
    }

    private static Message remark(LeftOut left) {
        return Message.of(
                "{0} tensors of the file are not used: {1}.", left.names().size(), left.reason());
    }

    private Part part(Checkpoint checkpoint, Component component) {
        return new FilePart(file, component, opener, ConfigFile.of(checkpoint.config(component), file));
    }

    private void requireWhole(Map<Component, Part> networks, List<Component> encoders) {
        if (!networks.containsKey(Component.VAE)) {
            throw new BadInput(
                    "{0} holds no VAE. Expected one, or another file or folder that has it. Name it with --vae.", file);
        }
        List<Component> missing =
                encoders.stream().filter(each -> !networks.containsKey(each)).toList();
        if (!missing.isEmpty()) {
            throw new BadInput(
                    "{0} holds no {1}. Expected {2} {2|text encoder|text encoders}, or other files or folders that have them. Name each with --text-encoder.",
                    file,
                    String.join(", ", missing.stream().map(Component::folder).toList()),
                    encoders.size());
        }
    }

    private ClipTokenizer tokenizer(Part encoder, Component component, Architecture architecture) {
        if (options.configs().isPresent()) {
            return FolderParts.tokenizer(options.configs().get(), component);
        }
        boolean original = component == Component.TEXT_ENCODER && architecture != Architecture.SD2;
        ClipTokenizer published = ClipTokenizer.published(original ? END_OF_TEXT : EXCLAMATION);
        int known = ClipConfig.read(encoder.config(), false).vocabulary();
        if (known != published.vocabularySize()) {
            throw new BadInput(
                    "The text encoder in {0} knows {1} tokens. Expected the {2} that CLIP was published with. Name a diffusers folder that has its tokenizer with --base-config.",
                    encoder.where(), known, published.vocabularySize());
        }
        return published;
    }

    private static Stated<Prediction> stated(Stated<PredictionType> said) {
        return new Stated<>(Prediction.named(said.value().key()), said.reason());
    }
}
