package dev.styleseal.file;

/** What a layer that a seal changes does in the base. */
public enum Target {
    /** Queries, keys, values and output of the UNet's attention. */
    ATTENTION,
    /** The feed-forward layers behind the UNet's attention. */
    FEED_FORWARD,
    /** The ways into and out of a stack of attention. */
    PROJECTION,
    /** Convolutions. */
    CONVOLUTION,
    /** What brings the timestep in, and SDXL's sizes. */
    TIME,
    /** Queries, keys, values and output of the text encoder's attention. */
    TEXT_ATTENTION,
    /** The feed-forward layers of the text encoder. */
    TEXT_FEED_FORWARD,
    /** Anything else. */
    OTHER;

    static Target of(String path) {
        if (!path.startsWith(Component.UNET.prefix())) {
            return path.contains(".self_attn.") ? TEXT_ATTENTION : path.contains(".mlp.") ? TEXT_FEED_FORWARD : OTHER;
        }
        if (path.contains(".attn1.") || path.contains(".attn2.")) {
            return ATTENTION;
        }
        if (path.contains(".ff.")) {
            return FEED_FORWARD;
        }
        if (path.contains(".attentions.") && path.matches(".*\\.proj_(in|out)")) {
            return PROJECTION;
        }
        if (path.contains("time_emb") || path.contains("add_embedding")) {
            return TIME;
        }
        return path.matches(".*\\.conv(1|2|_in|_out|_shortcut)?") ? CONVOLUTION : OTHER;
    }
}
