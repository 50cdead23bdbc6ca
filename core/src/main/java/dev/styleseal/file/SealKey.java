package dev.styleseal.file;

import java.util.Optional;

/**
 * What a tensor's name means.
 *
 * @param path of the layer, as in {@link dev.styleseal.lora.AdapterModule#path}
 * @param part which of the layer's tensors
 */
record SealKey(String path, Part part) {
    /** The tensors of one layer; their names are those of kohya's dialect and LyCORIS. */
    enum Part {
        DOWN(AdapterKind.LORA, "lora_down.weight"),
        UP(AdapterKind.LORA, "lora_up.weight"),
        /** Core of a Tucker decomposition of a convolution: [rank, rank, k, k]. */
        MID(AdapterKind.LORA, "lora_mid.weight"),
        HADA_W1_A(AdapterKind.LOHA, "hada_w1_a"),
        HADA_W1_B(AdapterKind.LOHA, "hada_w1_b"),
        HADA_W2_A(AdapterKind.LOHA, "hada_w2_a"),
        HADA_W2_B(AdapterKind.LOHA, "hada_w2_b"),
        HADA_T1(AdapterKind.LOHA, "hada_t1"),
        HADA_T2(AdapterKind.LOHA, "hada_t2"),
        LOKR_W1(AdapterKind.LOKR, "lokr_w1"),
        LOKR_W1_A(AdapterKind.LOKR, "lokr_w1_a"),
        LOKR_W1_B(AdapterKind.LOKR, "lokr_w1_b"),
        LOKR_W2(AdapterKind.LOKR, "lokr_w2"),
        LOKR_W2_A(AdapterKind.LOKR, "lokr_w2_a"),
        LOKR_W2_B(AdapterKind.LOKR, "lokr_w2_b"),
        LOKR_T2(AdapterKind.LOKR, "lokr_t2"),
        DIFF(AdapterKind.FULL, "diff"),
        DIFF_B(AdapterKind.FULL, "diff_b"),
        W_NORM(AdapterKind.NORM, "w_norm"),
        B_NORM(AdapterKind.NORM, "b_norm"),
        ALPHA("alpha"),
        /** Lengths of a DoRA as peft writes them: [out], or [1, out, 1, 1] for a convolution. */
        MAGNITUDE("lora_magnitude_vector"),
        /** Lengths of a DoRA as LyCORIS writes them: [out, 1, ..], or [1, in, ..] in older files. */
        DORA_SCALE("dora_scale");

        private final Optional<AdapterKind> kind;
        private final String text;

        Part(AdapterKind kind, String text) {
            this.kind = Optional.of(kind);
            this.text = text;
        }

        Part(String text) {
            kind = Optional.empty();
            this.text = text;
        }

        /** The only kind of adapter that has it; nothing for what several have. */
        Optional<AdapterKind> kind() {
            return kind;
        }

        /** What stands behind the layer's name and a dot. */
        String text() {
            return text;
        }
    }
}
