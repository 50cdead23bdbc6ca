package dev.styleseal.model;

import dev.styleseal.checkpoint.Architecture;
import dev.styleseal.checkpoint.Component;
import dev.styleseal.checkpoint.Stated;
import dev.styleseal.clip.ClipTokenizer;
import dev.styleseal.diffusion.Prediction;
import dev.styleseal.diffusion.ScheduleConfig;
import dev.styleseal.error.BadInput;
import dev.styleseal.error.Message;
import dev.styleseal.io.ConfigFile;
import dev.styleseal.unet.UNetConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of a diffusers folder. */
final class FolderParts {
    private static final String PIPELINE = "StableDiffusionPipeline";
    private static final String PIPELINE_XL = "StableDiffusionXLPipeline";

    private FolderParts() {}

    static BaseParts find(Path folder, BaseOptions options) {
        ConfigFile index = pipeline(folder);
        refuseWhatIsForFiles(folder, options);
        Map<Component, Part> networks = new EnumMap<>(Component.class);
        Map<Component, ClipTokenizer> tokenizers = new EnumMap<>(Component.class);
        networks.put(Component.UNET, own(folder, Component.UNET));
        networks.put(Component.VAE, own(folder, Component.VAE));
        UNetConfig unet = UNetConfig.read(own(folder, Component.UNET).config());
        List<Component> encoders = TextPart.componentsOf(unet);
        for (Component encoder : encoders) {
            networks.put(encoder, own(folder, encoder));
            tokenizers.put(encoder, tokenizer(folder, encoder));
        }
        new OtherParts(options, architecture(unet)).replace(networks, encoders);
        ScheduleConfig schedule = schedule(folder);
        return new BaseParts(
                folder,
                architecture(unet),
                index,
                networks,
                tokenizers,
                schedule,
                Optional.of(new Stated<>(Prediction.of(schedule), said())),
                Optional.of(new Stated<>(schedule.endsInNoise(), said())),
                false,
                false,
                List.of());
    }

    private static Message said() {
        return Message.of("its scheduler_config.json says so");
    }

    static ScheduleConfig schedule(Path folder) {
        return ScheduleConfig.read(folder.resolve("scheduler").resolve("scheduler_config.json"));
    }

    static ClipTokenizer tokenizer(Path folder, Component encoder) {
        return ClipTokenizer.open(folder.resolve(encoder == Component.TEXT_ENCODER ? "tokenizer" : "tokenizer_2"));
    }

    private static Part own(Path folder, Component component) {
        return new FolderPart(folder.resolve(component.folder()), component);
    }

    private static Architecture architecture(UNetConfig unet) {
        return switch (ModelKind.of(unet, false)) {
            case SD1 -> Architecture.SD1;
            case SD2, SD2_V -> Architecture.SD2;
            case SDXL -> Architecture.SDXL;
        };
    }

    private static ConfigFile pipeline(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInput(
                    "There is no model {0}. Expected a diffusers folder with model_index.json, or one file such as model.safetensors. Correct --model.",
                    folder);
        }
        ConfigFile index = ConfigFile.read(folder.resolve("model_index.json"));
        String pipeline = index.text("_class_name", PIPELINE);
        if (!List.of(PIPELINE, PIPELINE_XL).contains(pipeline)) {
            throw new BadInput(
                    "{0} is a {1}. Expected a {2} or a {3}. Choose a model of the Stable Diffusion 1, 2 or XL kind.",
                    folder, pipeline, PIPELINE, PIPELINE_XL);
        }
        return index;
    }

    private static void refuseWhatIsForFiles(Path folder, BaseOptions options) {
        if (options.configs().isPresent() || options.averaged()) {
            throw new BadInput(
                    "{0} is about models in one file, and {1} is a folder, which has its own configs and one copy of its weights. Expected a file. Leave {0} out.",
                    options.averaged() ? "--ema" : "--base-config", folder);
        }
    }
}
