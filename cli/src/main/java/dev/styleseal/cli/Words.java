package dev.styleseal.cli;

import dev.styleseal.file.BaseFamily;
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

    static String of(Target target) {
        return switch (target) {
            case ATTENTION -> "attention";
            case FEED_FORWARD -> "feed-forward";
            case PROJECTION -> "projection";
            case CONVOLUTION -> "convolution";
            case TIME -> "time";
            case TEXT_ATTENTION -> "text attention";
            case TEXT_FEED_FORWARD -> "text feed-forward";
            case OTHER -> "other";
        };
    }
}
