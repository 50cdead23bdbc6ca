package dev.styleseal.kohya;

import dev.styleseal.error.Message;
import dev.styleseal.run.Setting;

/** What is said of noise, captions left out, mirrored pictures and random numbers. */
final class NoiseKeys {
    private NoiseKeys() {}

    static void read(Ledger ledger) {
        if (ledger.number("min_snr_gamma").orElse(1.0) == 0) {
            ledger.change("min_snr_gamma", Ours.of(Setting.MIN_SNR, "none"), Message.of("0 stands for none in kohya"));
        } else {
            OptimizerKeys.text(ledger, "min_snr_gamma", Setting.MIN_SNR, "none");
        }
        ledger.same("noise_offset", Setting.NOISE_OFFSET, 0.0);
        ledger.same("caption_dropout_rate", Setting.CAPTION_DROPOUT, 0.0);
        ledger.same("flip_aug", Setting.FLIP, false);
        if (ledger.has("clip_skip")) {
            ledger.same("clip_skip", Setting.CLIP_SKIP, 1);
        } else if (ledger.trains()) {
            ledger.change(
                    Message.of("clip_skip is not there: clip-skip is that of the base, which is what kohya takes"));
        }
        if (ledger.has("seed")) {
            ledger.same("seed", Setting.SEED, 0);
        } else if (ledger.trains()) {
            ledger.change(
                    Message.of("seed is not there: kohya draws one each time; here the same one gives the same seal"));
        }
    }
}
