package dev.styleseal.cli;

import dev.styleseal.error.Message;
import dev.styleseal.file.BaseFamily;
import dev.styleseal.file.MetadataGroup;
import dev.styleseal.file.Target;

/** The library's closed sets in words. */
final class Words {
    private Words() {}

    static String of(BaseFamily family) {
        return switch (family) {
            case SD1 -> "Stable Diffusion 1";
            case SD2 -> "Stable Diffusion 2";
            case SD2_V -> "Stable Diffusion 2 (v-prediction)";
            case SDXL -> "Stable Diffusion XL";
        };
    }

    static Message of(MetadataGroup group) {
        return switch (group) {
            case TRAINING -> Message.of("of the training");
            case BASE -> Message.of("of the base");
            case DATA -> Message.of("of the pictures");
            case HASHES -> Message.of("hashes");
            case MODELSPEC -> Message.of("modelspec");
            case OTHER -> Message.of("others");
        };
    }

    static Message of(Target target) {
        return switch (target) {
            case ATTENTION -> Message.of("attention");
            case FEED_FORWARD -> Message.of("feed-forward");
            case PROJECTION -> Message.of("projection");
            case CONVOLUTION -> Message.of("convolution");
            case TIME -> Message.of("time");
            case TEXT_ATTENTION -> Message.of("text attention");
            case TEXT_FEED_FORWARD -> Message.of("text feed-forward");
            case OTHER -> Message.of("other");
        };
    }
}
